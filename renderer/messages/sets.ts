/** Texts of what is done with ordered sets: marks, filters, collections, exports. */
import type { ExportKind, JobState } from '../../main/contract/exports.ts'
import type { Flag, Label } from '../../main/contract/marks.ts'
import type { Format } from './format.ts'

const PHOTOS = { one: '# photo', other: '# photos' }
const FILES = { one: '# file', other: '# files' }

export function createSetTexts({ number, plural, bytes, dayOf, list }: Format) {
  const photos = (count: number): string => plural(count, PHOTOS)
  const files = (count: number): string => plural(count, FILES)
  const labels = {
    none: 'No colour',
    red: 'Red',
    yellow: 'Yellow',
    green: 'Green',
    blue: 'Blue',
    purple: 'Purple',
  } satisfies Record<Label, string>
  const flags = { none: 'No flag', pick: 'Picked', reject: 'Rejected' } satisfies Record<Flag, string>
  return {
    marks: {
      label: 'Your marks',
      stars: (rating: number) => (rating === 0 ? 'No stars' : plural(rating, { one: '# star', other: '# stars' })),
      flags,
      labels,
      marked: (count: number) => `${photos(count)} marked`,
      undone: (count: number) => `${photos(count)}: marks as before`,
      redone: (count: number) => `${photos(count)} marked again`,
      selected: (count: number) => `${photos(count)} selected`,
      choose: 'Selected',
      none: 'None',
      /** @param words none for all that is said of the photo */
      fromSidecar: (words: readonly string[], changedAt: number) =>
        `${words.length === 0 ? '' : `${list(words)} `}from the sidecar, changed ${dayOf(changedAt)}`,
      notFromSidecar: (words: readonly string[], changedAt: number) =>
        `The sidecar says ${list(words)}, changed ${dayOf(changedAt)}: yours is newer`,
    },
    filters: {
      label: 'Filter',
      atLeast: (rating: number) => plural(rating, { one: '# star or more', other: '# stars or more' }),
      any: 'Any',
      rating: 'Stars',
      flag: 'Flag',
      colour: 'Colour',
      from: 'From',
      to: 'To',
      camera: 'Camera',
      format: 'Format',
      name: 'Name contains',
      top: 'First',
      onePerBurst: 'One of each moment',
      takeAway: 'Take them away',
      clear: 'Clear',
      facet: (value: string, count: number) => `${value} (${number(count)})`,
    },
    collections: {
      label: 'Collections',
      save: 'Save this order',
      saveTitle: 'Keep this order as a collection',
      saveHint: 'It keeps itself: photos that come later take their places in it.',
      fixedTitle: 'Make a collection of the selected photos',
      fixedHint: (count: number) => `${photos(count)}, in the order you put them.`,
      renameTitle: 'Rename the collection',
      name: 'Name',
      saveButton: 'Save',
      quick: 'Quick collection',
      count: (count: number) => number(count),
      news: (entered: number, left: number) => `+${number(entered)} −${number(left)}`,
      newsHint: (entered: number, left: number) =>
        `Since you last looked ${photos(entered)} came and ${photos(left)} went.`,
      newsShown: (side: 'entered' | 'left', count: number, name: string, since: number | null) => {
        const what =
          side === 'entered' ? `${photos(count)} that came into “${name}”` : `${photos(count)} that left “${name}”`
        return since === null ? `${what}.` : `${what} since ${dayOf(since)}.`
      },
      newsGone: (count: number) =>
        plural(count, { one: '# of them is no longer on disk.', other: '# of them are no longer on disk.' }),
      showEntered: 'Show what came',
      showLeft: 'Show what left',
      seen: 'Seen',
      back: (name: string) => `Back to “${name}”`,
      lastGood: (problem: string) => `${problem} These are its last good photos.`,
      otherwise: (name: string) => `“${name}” is kept with another sentence or other conditions.`,
      keepThis: 'Keep these instead',
      asKept: 'As it was',
      kept: (name: string) => `“${name}” follows this now`,
      saved: (name: string) => `“${name}” saved`,
      added: (count: number, name: string) => `${photos(count)} added to “${name}”`,
      removed: (name: string, inside: number) =>
        inside === 0
          ? `“${name}” deleted`
          : `“${name}” deleted, with ${plural(inside, { one: '# collection in it', other: '# collections in it' })}`,
      moved: (name: string, group: string | null) =>
        group === null ? `“${name}” moved out of its group` : `“${name}” moved to “${group}”`,
      taken: (count: number, name: string) => `${photos(count)} taken out of “${name}”`,
      noCover: 'Show a collection first: one of its photos can be its cover.',
      covered: (name: string, chosen: boolean) =>
        chosen ? `This is the cover of “${name}” now` : `The first photo is the cover of “${name}” again`,
      notByHand:
        'Only in a collection of chosen photos, in the order made by hand. Choose photos and save them as one.',
      undo: 'Undo',
      rule: (sentence: string, conditions: string | null) =>
        [sentence, conditions ?? ''].filter((part) => part !== '').join(': '),
      groupTitle: 'New group',
      groupHint: (name: string) => `“${name}” goes into it.`,
      /** From the outermost group to the one meant. */
      path: (names: readonly string[]) => names.join(' / '),
      acts: {
        more: (name: string) => `More about ${name}`,
        rename: 'Rename',
        duplicate: 'Duplicate',
        freeze: 'Freeze what it holds now',
        moveTo: 'Move to…',
        moveName: (name: string) => `Move ${name} to`,
        toTop: 'No group',
        newGroup: 'New group',
        makeOf: (count: number) => `Make a collection of ${photos(count)}…`,
        takeOut: (name: string) => `Take out of ${name}`,
        cover: (name: string) => `Use as cover of ${name}`,
        uncover: (name: string) => `No longer the cover of ${name}`,
        remove: 'Delete',
      },
    },
    files: {
      copy: (count: number) =>
        count === 1 ? 'Copy path' : `Copy ${plural(count, { one: '# path', other: '# paths' })}`,
      copied: (count: number) => `${plural(count, { one: '# path', other: '# paths' })} copied`,
      notCopied: 'The browser did not let Podium write to the clipboard. Allow it for this page, or try again.',
      tooMany: (most: number) => `Podium opens ${photos(most)} at most at a time. Choose fewer.`,
    },
    exports: {
      title: 'Export',
      open: 'Export',
      what: (count: number) => photos(count),
      kind: 'As',
      kinds: {
        copies: 'Copies in order',
        csv: 'Table (CSV)',
        json: 'Table (JSON)',
        sheet: 'Contact sheet (PDF)',
        gallery: 'Web page',
        xmp: 'Stars (XMP)',
      } satisfies Record<ExportKind, string>,
      hints: {
        copies: 'Files whose names keep the order in any program.',
        csv: 'Position, score, path and facts, for a spreadsheet.',
        json: 'The same for programs; can be read back as a collection.',
        sheet: 'Small pictures with their places, to print or send.',
        gallery: 'One file that shows the photos in any browser, without a network.',
        xmp: 'Stars in sidecar files beside the photos, for other photo programs.',
      } satisfies Record<ExportKind, string>,
      target: 'Folder',
      chooseTarget: 'Choose',
      name: 'Names',
      longSide: 'Long side in pixels',
      longSideHint: 'As it is',
      format: 'Format',
      formats: { original: 'As it is', jpeg: 'JPEG', webp: 'WebP', avif: 'AVIF', png: 'PNG' },
      method: 'How',
      methods: { copy: 'Copies', hardlink: 'Hard links', symlink: 'Symbolic links' },
      quality: 'Quality',
      sidecars: 'Sidecar files go along',
      metadata: 'Metadata',
      metadatas: { all: 'Keep all', 'no-place': 'Without the place', none: 'None' },
      paper: 'Paper',
      papers: { a4: 'A4', letter: 'Letter' },
      grid: 'Columns and rows',
      columns: 'Columns',
      rows: 'Rows',
      landscape: 'Landscape',
      stars: (percent: number, rating: number) =>
        `Next ${number(percent)} %: ${plural(rating, { one: '# star', other: '# stars' })}`,
      percent: (rating: number) => `${plural(rating, { one: '# star', other: '# stars' })}, per cent`,
      overRatings: 'Also over ratings you gave',
      label: 'Colour',
      naming: 'New sidecars',
      namings: { 'full-name': 'IMG_1.jpg.xmp', 'base-name': 'IMG_1.xmp' },
      keywords: 'Keywords',
      keywordsHint: 'Separated by commas',
      zip: 'In one ZIP file',
      clash: 'If a file is there',
      clashes: { refuse: 'Do not start', rename: 'Take another name', skip: 'Leave it out' },
      planning: 'Looking at what would be written',
      noTarget: 'Choose a folder to see what would be written.',
      plan: (count: number, size: number) => `${files(count)}, about ${bytes(size)}`,
      free: (free: number) => `${bytes(free)} free`,
      unavailable: (count: number) => `${photos(count)} cannot be read now and are left out.`,
      more: (count: number) => `and ${files(count)} more`,
      notes: {
        clash: 'is there already',
        renamed: 'renamed',
        skipped: 'left out: is there already',
        update: 'updated',
        offline: 'left out: offline',
        gone: 'left out: gone',
        rated: 'keeps your stars',
      },
      start: 'Export',
    },
    jobs: {
      title: 'Exports',
      none: 'Nothing was exported yet.',
      button: (running: number) =>
        running === 0 ? 'Exports' : plural(running, { one: '# export running', other: '# exports running' }),
      states: {
        waiting: 'Waiting',
        running: 'Running',
        done: 'Done',
        failed: 'Stopped',
        cancelled: 'Cancelled',
        interrupted: 'Interrupted',
      } satisfies Record<JobState, string>,
      progress: (done: number, total: number) => `${number(done)} of ${files(total)}`,
      result: (written: number, skipped: number, failed: number) =>
        [
          `${files(written)} written`,
          skipped > 0 ? `${number(skipped)} left out` : '',
          failed > 0 ? `${number(failed)} failed` : '',
        ]
          .filter((part) => part !== '')
          .join(', '),
      cancel: 'Cancel',
      resume: 'Resume',
      open: 'Open',
      reveal: 'Show in folder',
      forget: 'Forget',
      details: 'Details',
    },
  }
}
