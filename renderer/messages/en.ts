/**
 * Every text of the page, in English. A text with something in it is a function of it, so that no sentence is glued
 * together elsewhere and another language may order its words otherwise. `Messages` is what a translation must offer.
 */
import type { AxisId, FailureKind, PhotoDetail } from '../../main/contract/entities.ts'
import type { ErrorCode } from '../../main/contract/errors.ts'
import type { Attribute, Notice, Reading } from '../../main/contract/ranking.ts'
import { createCompareTexts } from './compare.ts'
import { createConditionTexts } from './conditions.ts'
import { createExampleTexts } from './examples.ts'
import { createFaceTexts } from './faces.ts'
import { createFormat, type PluralForms } from './format.ts'
import { heat } from './heat.ts'
import { createHiddenTexts } from './hidden.ts'
import { createKeyTexts } from './keys.ts'
import { createLookTexts } from './looks.ts'
import { createModelTexts } from './models.ts'
import { createSetTexts } from './sets.ts'
import { createSettingTexts } from './settings.ts'
import { createStackTexts } from './stacks.ts'
import { createTasteTexts } from './taste.ts'
import { createTrashTexts } from './trash.ts'

export type Messages = ReturnType<typeof createEnglish>

export interface TileFacts {
  readonly name: string
  readonly position: number
  readonly total: number
  readonly percentile: number | null
  readonly tied: boolean
  readonly offline: boolean
}

interface AxisWords {
  readonly name: string
  readonly highFirst: string
  readonly lowFirst: string
}

const ORDINAL: PluralForms = { one: '#st', two: '#nd', few: '#rd', other: '#th' }
const PHOTOS: PluralForms = { one: '# photo', other: '# photos' }

export function createEnglish(locale: string) {
  const format = createFormat(locale)
  const { number, plural } = format
  const nth = (position: number): string => format.ordinal(position + 1, ORDINAL)
  const photos = (count: number): string => plural(count, PHOTOS)
  const axes: Record<AxisId, AxisWords> = {
    sharpness: { name: 'Sharpness', highFirst: 'Sharpest first', lowFirst: 'Blurriest first' },
    noise: { name: 'Noise', highFirst: 'Noisiest first', lowFirst: 'Least noisy first' },
    brightness: { name: 'Brightness', highFirst: 'Brightest first', lowFirst: 'Darkest first' },
    contrast: { name: 'Contrast', highFirst: 'Strongest contrast first', lowFirst: 'Weakest contrast first' },
    clipping: { name: 'Clipping', highFirst: 'Most clipped first', lowFirst: 'Least clipped first' },
    colourfulness: { name: 'Colourfulness', highFirst: 'Most colourful first', lowFirst: 'Least colourful first' },
    warmth: { name: 'Warmth', highFirst: 'Warmest first', lowFirst: 'Coolest first' },
    resolution: { name: 'Resolution', highFirst: 'Largest first', lowFirst: 'Smallest first' },
    aspect: { name: 'Shape', highFirst: 'Widest first', lowFirst: 'Tallest first' },
    faces: { name: 'Faces', highFirst: 'Most faces first', lowFirst: 'Fewest faces first' },
    largestFace: { name: 'Largest face', highFirst: 'Largest face first', lowFirst: 'Smallest face first' },
    oldestFace: {
      name: 'Age of the oldest face',
      highFirst: 'Oldest person first',
      lowFirst: 'Youngest company first',
    },
    youngestFace: {
      name: 'Age of the youngest face',
      highFirst: 'Oldest company first',
      lowFirst: 'Youngest person first',
    },
    date: { name: 'Date taken', highFirst: 'Newest first', lowFirst: 'Oldest first' },
    fileSize: { name: 'File size', highFirst: 'Largest file first', lowFirst: 'Smallest file first' },
  }
  const attributes: Record<Attribute, AxisWords> = {
    people: { name: 'People', highFirst: 'Most people first', lowFirst: 'Fewest people first' },
    age: { name: 'Person’s age', highFirst: 'Oldest person first', lowFirst: 'Youngest person first' },
    quality: { name: 'Quality', highFirst: 'Best quality first', lowFirst: 'Worst quality first' },
    aged: { name: 'Print’s look', highFirst: 'Oldest looking first', lowFirst: 'Newest looking first' },
    aesthetics: { name: 'Beauty', highFirst: 'Most pleasing first', lowFirst: 'Least pleasing first' },
    bright: { name: 'Overexposure', highFirst: 'Most overexposed first', lowFirst: 'Least overexposed first' },
    dark: { name: 'Underexposure', highFirst: 'Most underexposed first', lowFirst: 'Least underexposed first' },
    cast: { name: 'Colour cast', highFirst: 'Strongest colour cast first', lowFirst: 'Weakest colour cast first' },
    jpeg: { name: 'Compression', highFirst: 'Most compressed first', lowFirst: 'Least compressed first' },
  }
  const measure = (axis: AxisId, value: number): string => {
    switch (axis) {
      case 'sharpness':
      case 'colourfulness':
      case 'warmth':
        return number(value)
      case 'noise':
        return number(value, 1)
      case 'brightness':
      case 'contrast':
        return `${number(value)} %`
      case 'clipping':
        return `${number(value, 1)} %`
      case 'resolution':
        return `${number(value, value < 10 ? 1 : 0)} MP`
      case 'aspect':
        return `${number(value, 2)} : 1`
      case 'faces':
        return plural(value, { one: '# face', other: '# faces' })
      case 'largestFace':
        return `${number(value, value < 10 ? 1 : 0)} %`
      case 'oldestFace':
      case 'youngestFace':
        return `about ${plural(Math.round(value), { one: '# year', other: '# years' })}`
      case 'fileSize':
        return format.bytes(value)
      case 'date':
        return format.day(new Date(value).toISOString()) ?? ''
    }
  }
  const sets = createSetTexts(format)
  const place = (position: number, total: number): string => `${nth(position)} of ${number(total)}`

  return {
    name: 'Podium',
    cancel: 'Cancel',
    close: 'Close',
    retry: 'Try again',
    dismiss: 'Dismiss',
    measure,
    axes,
    attributes,
    day: (wallClock: string) => format.day(wallClock) ?? wallClock,

    query: {
      label: 'Sentence to order the photos by',
      placeholder: 'Type what matters: sharpest, newest, sunset at the beach',
      working: 'Putting the photos in order',
      suggestions: 'Suggestions',
      everything: 'All photos',
      chips: [
        'sharpest',
        'brightest',
        'most colourful',
        'newest',
        'oldest photo',
        'largest',
        'warmest',
        'least noisy',
        'sunset at the beach',
        'dog in the snow',
        'people at a table',
      ],
    },

    header: {
      photos,
      notScored: (count: number) => `${number(count)} not measured`,
      waiting: (count: number) => `${number(count)} not in the order yet`,
      faceless: (count: number) => `${number(count)} without a face to go by`,
      thenByDate: 'then by date taken',
      thenByName: 'then by name',
      byHand: 'In the order made by hand',
      byHandReversed: 'In the order made by hand, last first',
      likeFirst: 'Most like these words first',
      unlikeFirst: 'Least like these words first',
      likedFirst: 'What you like best first',
      likedLast: 'What you like least first',
      learnedFirst: 'Best match first',
      learnedLast: 'Weakest match first',
      engine: 'How the order is made',
      engines: {
        measured: 'Measured',
        adapter: 'Learned',
        similarity: 'Similar',
        taste: 'Taste',
        manual: 'By hand',
      } satisfies Record<Reading['kind'], string>,
      engineHints: {
        measured: 'By a fact of the picture or its file',
        adapter: 'By a model that learned to rank',
        similarity: 'By how near the picture is to the words',
        taste: 'By what you like, as far as your answers tell',
        manual: 'As you put them in this collection',
      } satisfies Record<Reading['kind'], string>,
      reverse: 'Reverse',
      byDate: 'Newest first',
      byDateHint: 'The same photos, newest first; once more, and they stand as before',
      announcement: (order: string, count: string) => `${order}: ${count}`,
    },

    nothingMatches: 'No photo here is clearly what was asked for. The nearest come first.',
    nothingScored: 'Nothing here could be measured this way yet: these are by date. Try another sentence.',

    notice: (notice: Notice): string => {
      switch (notice.kind) {
        case 'negation-ignored':
          return `“${notice.words}” cannot be left out yet: photos with it may still come first.`
        case 'adapter-missing':
          return 'No learned order is installed. This one is by likeness to the words.'
        case 'unfamiliar':
          return 'The ranking model has not learned such words: this order may mean little.'
        case 'read-as':
          return `Read as “${notice.sentence}”. Put words in quotes to keep them as they are.`
        case 'former-model':
          return 'Your photos are being read with a newer model. Until that is done the model before it answers.'
        case 'faces-only':
          return 'Age was learned from faces that fill the picture. Where they are small it is a guess; photos without a face stand at the end.'
        case 'weak-aesthetics':
          return 'Beauty here is frame, light and technical faults; nobody’s opinion was learned. Press T to teach yours.'
        case 'taste-unknown':
          return 'Podium knows too little of your taste yet: these are by quality. Compare photos to teach it.'
        case 'empty-sentence':
          return 'There is no word to order by. These are the newest first.'
        case 'truncated':
          return `Only the first ${plural(notice.maxTokens, { one: 'word part', other: '# word parts' })} of this sentence count.`
        case 'language':
          return 'Podium reads English best. In other languages this order may be a poor one.'
      }
    },

    grid: {
      label: (order: string) => `Photos, ${order}`,
      tile: (tile: TileFacts) =>
        [
          tile.name,
          `${number(tile.position + 1)} of ${number(tile.total)}`,
          tile.percentile === null
            ? 'not in the order yet'
            : `${format.ordinal(Math.floor(tile.percentile), ORDINAL)} percentile`,
          tile.tied ? 'level with its neighbours' : null,
          tile.offline ? 'drive offline' : null,
        ]
          .filter((part) => part !== null)
          .join(', '),
      offline: 'Drive offline',
      reading: (position: number, total: number) => `${number(position + 1)} of ${number(total)}, being read`,
      top: (share: number) => `top ${number(share)} %`,
      rank: (position: number) => number(position + 1),
      fadesOut: 'Photos below may not be what was asked for: the order fades out here',
      missingPicture: 'No picture to show',
      unread: 'Not read yet',
    },

    reason: {
      measured: (axis: AxisId, value: number, median: number) =>
        `${axes[axis].name} ${measure(axis, value)}, median ${measure(axis, median)}`,
      taken: (day: string) => `Taken ${day}`,
      noDate: 'No date known',
      similarity: (value: number, typical: number) => `Likeness ${number(value, 2)}, typical ${number(typical, 2)}`,
      learned: (value: number, typical: number) => `Learned score ${number(value, 2)}, median ${number(typical, 2)}`,
      placed: (reason: string, position: number, total: number) => `${reason}, ${place(position, total)}`,
      bent: (value: number) => `Sentence and examples together ${number(value, 2)}`,
      manual: 'You put it here.',
      waiting: 'Not in the order yet: it waits at the end until it is read.',
      noFace: 'No face was found: it stands at the end of the order.',
      noPlace: 'It has no place in this order.',
      notMeasured: 'This could not be measured here: it stands at the end of the order.',
    },

    rail: {
      label: 'Place in the order',
      place,
      hint: (place: string, value: string | null, day: string | null) =>
        [place, value, day].filter((part) => part !== null).join('\n'),
    },

    viewer: {
      label: (name: string) => `Viewer, ${name}`,
      back: 'Back to the order',
      next: 'Next photo',
      previous: 'Previous photo',
      zoom: 'Actual size',
      fit: 'Fit to window',
      filmstrip: 'Filmstrip',
      place,
      failed: 'This picture cannot be shown in full. Its small version is here.',
    },

    heat,
    info: {
      label: 'About this photo',
      toggle: 'Info',
      empty: 'Point at a photo to see what is known about it.',
      share: (share: number) => `top ${number(share)} %`,
      moreThan: (percent: number) =>
        percent >= 100 ? 'ahead of all the others' : `ahead of ${number(Math.floor(percent))} % of these photos`,
      measured: 'Measured',
      taken: 'Taken',
      takenSource: { exif: null, file: 'date of the file' } satisfies Record<
        NonNullable<PhotoDetail['takenSource']>,
        string | null
      >,
      takenAt: (wallClock: string) => format.dayAndTime(wallClock) ?? wallClock,
      unknown: 'not known',
      camera: 'Camera',
      place: 'Place',
      coordinates: (latitude: number, longitude: number) =>
        `${number(Math.abs(latitude), 4)}° ${latitude < 0 ? 'S' : 'N'}, ${number(Math.abs(longitude), 4)}° ${longitude < 0 ? 'W' : 'E'}`,
      size: 'Size',
      pixels: (width: number, height: number) => `${String(width)} × ${String(height)}`,
      file: 'File',
      fileSize: (bytes: number, kind: string | null) =>
        kind === null ? format.bytes(bytes) : `${kind.toUpperCase()}, ${format.bytes(bytes)}`,
      path: 'Folder',
      damaged: 'The file is damaged: part of the picture may be missing.',
      offline: 'Its drive is offline. Connect it to see the photo in full.',
      unread: 'It could not be read: it stands at the end of the order.',
      open: 'Open',
    },

    folders: {
      label: 'Folders',
      all: 'All photos',
      count: (count: number) => number(count),
      recents: 'Recent sentences',
      offlineName: (name: string) => `${name}, offline`,
      offlineHint: (name: string, count: number) =>
        `${name} is offline. Its ${photos(count)} stay in the order; connect it to see them in full.`,
      offlineCount: (names: readonly string[], count: number) =>
        `${names.length === 1 ? (names[0] ?? '') : plural(names.length, { one: '# folder', other: '# folders' })} offline: ${photos(count)}`,
      offlineShort: (count: number) => `${photos(count)} offline`,
      unwatchedHint: (name: string) => `${name} cannot be watched: look again to find new photos.`,
      add: 'Add folder',
      rescan: (name: string) => `Look for changes in ${name}`,
      rescanning: (name: string) => `Looking for changes in ${name}`,
      remove: (name: string) => `Remove ${name} from Podium`,
      removeTitle: (name: string) => `Remove ${name} from Podium?`,
      removeBody: (count: number) =>
        `Podium forgets ${photos(count)} and what it measured. The files are not touched and stay where they are.`,
      removeButton: 'Remove',
      removed: (name: string) => `${name} is removed. Its files are where they were.`,
      added: (name: string) => `${name} is added.`,
      show: 'Folders',
    },

    picker: {
      title: 'Choose a folder',
      up: 'Up one folder',
      pictures: (count: number) =>
        count === 0
          ? 'Folders inside are read too'
          : `${plural(count, { one: '# picture here', other: '# pictures here' })}; folders inside are read too`,
      noFolders: 'No folders inside.',
      choose: (name: string) => `Choose ${name}`,
      path: 'Path of the folder',
      go: 'Go',
    },

    indexing: {
      label: 'Indexing',
      done: (count: number) => `${photos(count)} indexed`,
      progress: (indexed: number, total: number) => `${number(indexed)} of ${number(total)} indexed`,
      rate: (perSecond: number) => `${number(perSecond, perSecond < 10 ? 1 : 0)} photos/s`,
      left: (seconds: number) => {
        if (seconds < 60) return 'less than a minute left'
        if (seconds < 5_400) return `${number(Math.round(seconds / 60))} min left`
        return plural(Math.round(seconds / 3_600), { one: '# hour left', other: '# hours left' })
      },
      scanning: 'looking for photos',
      completing: 'noting what is new of older photos',
      paused: 'paused',
      pause: 'Pause',
      resume: 'Resume',
      failed: (count: number) => `${number(count)} could not be read`,
      missing: (count: number) => `${number(count)} missing from disk`,
    },

    failures: {
      title: (count: number) =>
        plural(count, { one: '# photo could not be read', other: '# photos could not be read' }),
      none: 'Every photo could be read.',
      kinds: {
        unreadable: 'The file cannot be opened',
        unsupported: 'The format is not supported',
        damaged: 'The file is damaged',
        'too-large': 'The picture is too large',
        vanished: 'The file disappeared while it was read',
        busy: 'The file is still being written',
        'inference-died': 'Reading stopped half way',
        'killed-inference': 'Reading this file stops the reader each time',
        internal: 'Something went wrong inside Podium',
      } satisfies Record<FailureKind, string>,
      group: (kind: string, count: number) => `${kind}: ${photos(count)}`,
      attempts: (count: number, willRetry: boolean) =>
        willRetry
          ? plural(count, { one: 'Tried once, tried again by itself.', other: 'Tried # times, tried again by itself.' })
          : plural(count, { one: 'Tried once.', other: 'Tried # times.' }),
      retry: 'Try these again',
      retryAll: 'Try all again',
      retried: (count: number) => plural(count, { one: '# photo is tried again.', other: '# photos are tried again.' }),
      more: (count: number) => `and ${number(count)} more`,
    },

    empty: {
      noFolder: 'Type what matters, see your photos in that order.',
      noFolderBody: 'Originals stay as they are. Nothing leaves this computer.',
      chooseFolder: 'Choose folder',
      openSample: 'Open the sample pictures',
      indexing: 'Looking at the photos.',
      indexingBody: (indexed: number, total: number) =>
        total === 0
          ? 'The first ones appear here in a moment.'
          : `${number(indexed)} of ${photos(total)} so far. The first ones appear here in a moment.`,
      paused: 'Indexing is paused.',
      pausedBody: (waiting: number) => `${photos(waiting)} wait to be looked at.`,
      folderEmpty: (name: string) => `There are no photos in ${name}.`,
      folderEmptyBody: 'Put some there, or add another folder.',
      libraryEmpty: 'There are no photos in these folders.',
      offline: (name: string) => `${name} is offline.`,
      offlineBody: 'Connect it and its photos appear by themselves.',
      allFailed: 'No photo here could be read.',
      allFailedBody: 'See which ones, and why.',
      showFailures: 'Show them',
      lost: 'The connection to Podium is lost.',
      lostBody: (inBrowser: boolean) =>
        inBrowser
          ? 'It is tried again by itself. If Podium was closed, start it again and open the address that it names.'
          : 'It is tried again by itself. If Podium was closed, start it again.',
      mismatch: 'This page belongs to another version of Podium.',
      mismatchBody: 'Reload it.',
      reload: 'Reload',
      failed: 'The photos cannot be shown.',
      code: (code: string) => `Code: ${code}`,
    },

    failed: {
      ask: (sentence: string, why: string) =>
        sentence.trim() === ''
          ? `The order could not be made. ${why} What you see is the order before.`
          : `“${sentence}” could not be answered. ${why} What you see is the order before.`,
      page: (why: string) => `Some photos of this order could not be read. ${why}`,
      indexing: (why: string) => `Indexing cannot go on: ${why}`,
    },

    errors: {
      'not-found': 'It is no longer there.',
      'invalid-params': 'Podium did not understand the request.',
      'folder-unreadable': 'The folder cannot be read. Check that it is there and that you may open it.',
      'folder-already-watched': 'This folder is in Podium already.',
      'library-from-future': 'The library was made by a newer Podium. Update Podium to open it.',
      'library-damaged': 'The library file is damaged.',
      'library-in-use': 'Another Podium has this library open. Close it first.',
      'model-missing': 'The model that reads sentences is missing. Install Podium again.',
      'model-damaged': 'The model that reads sentences is damaged. Install Podium again.',
      'model-failed-self-test': 'The model gave wrong answers on this computer, so it is not used.',
      'inference-unavailable':
        'The process that reads pictures and sentences is not running. It starts again by itself.',
      'order-gone': 'This order is no longer kept.',
      'target-unwritable': 'Nothing can be written there.',
      'not-available': 'This is not possible here.',
      cancelled: 'It was cancelled.',
      internal: 'Something went wrong inside Podium.',
      'wire-lost': 'The connection to Podium is lost.',
    } satisfies Record<ErrorCode | 'wire-lost', string>,

    ...sets,
    hidden: createHiddenTexts(format),
    examples: createExampleTexts(format),
    looks: createLookTexts(format),
    models: createModelTexts(format),
    compare: createCompareTexts(format),
    stacks: createStackTexts(format),
    taste: createTasteTexts(format),
    trash: createTrashTexts(format),
    faces: createFaceTexts(format),
    conditions: createConditionTexts(format, {
      axisName: (axis) => axes[axis].name,
      measure,
      flags: sets.marks.flags,
      labels: sets.marks.labels,
    }),
    settings: createSettingTexts(format),
    keys: createKeyTexts(),
  }
}
