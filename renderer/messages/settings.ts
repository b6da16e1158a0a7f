/** Texts of the settings. */
import type { Motion, Theme } from '../state/preferences.svelte.ts'
import type { Format } from './format.ts'

export function createSettingTexts({ number }: Format) {
  const percent = (share: number): string => `${number(100 * share, Number.isInteger(100 * share) ? 0 : 1)} %`
  return {
    title: 'Settings',
    look: 'Look',
    theme: 'Colours',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' } satisfies Record<Theme, string>,
    motion: 'Movement',
    motions: { system: 'As the system', none: 'None' } satisfies Record<Motion, string>,
    tiles: 'Photos in an order',
    tileShapes: { rows: 'In rows that fill the width', cells: 'In equal cells' },
    keyboard: 'Keyboard',
    letterKeys: 'Single letters, digits and signs are keys',
    letterKeysHint: 'Turn this off where speech or a switch types for you. Keys with Ctrl, arrows and Esc stay.',
    changeKeys: 'Change keys',
    faces: 'Faces',
    smallestFace: 'Smallest face that counts',
    smallestFaces: {
      all: (share: number) => `Every face that can be seen, from ${percent(share)} of the longer side`,
      usual: (share: number) => `From ${percent(share)}: people near and far`,
      groups: (share: number) => `From ${percent(share)}: those a photo is taken of`,
      portraits: (share: number) => `From ${percent(share)}: portraits`,
      own: (share: number) => `From ${percent(share)}`,
    },
    smallestFaceHint:
      'Strangers in the background count less the larger it is. After a change all photos are looked at again; until then each keeps the count it has.',
    noFaces: 'No face detector is installed.',
  }
}
