/** Texts of the page about models. Licences and descriptions are their makers' and stay in their words. */
import type { ModelRole } from '../../main/contract/models.ts'
import type { Format } from './format.ts'

export function createModelTexts({ number, bytes, list, language }: Format) {
  const device = (name: string): string => {
    switch (name) {
      case 'cpu':
        return 'CPU'
      case 'webgpu':
        return 'GPU'
      default:
        return name
    }
  }
  return {
    title: 'Models',
    hint: (name: string | null) => (name === null ? 'Models in use' : `Models in use, computed on ${name}`),
    roles: {
      sentences: 'Photos and sentences',
      orders: 'Learned orders',
      faces: 'Faces',
    } satisfies Record<ModelRole, string>,
    name: 'Model',
    named: (name: string | null, id: string) => (name === null ? id : `${name} (${id})`),
    languages: 'Languages',
    languageNames: (tags: readonly string[]) => list(tags.map(language)),
    size: 'Size',
    bytes,
    device: 'Runs on',
    deviceName: (name: string | null) => (name === null ? 'nothing now: it starts again by itself' : device(name)),
    photos: 'Photos read',
    complete: (total: number) => `all ${number(total)}`,
    progress: (read: number, total: number) => `${number(read)} of ${number(total)}`,
    none: 'none yet',
    licence: 'Licence',
    said: (words: string) => words,
    former: (id: string) => `Until more photos are read with it, the model before it answers: ${id}.`,
    check: 'Self-test',
    checking: 'Reading the model files and asking about known pictures and sentences',
    checkAgain: 'Test again',
    sound: 'Every model file is as published.',
    answers: (name: string, worstCosine: number) =>
      `Known pictures and sentences are answered as they should be (${device(name)}, worst cosine ${number(worstCosine, 5)}).`,
    failed: (message: string) => message,
    passedMark: 'Passed',
    failedMark: 'Failed',
  }
}
