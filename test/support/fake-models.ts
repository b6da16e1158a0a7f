/** Models and reading as a core in memory tells of them. */
import type { IndexingStatus } from '../../main/contract/entities.ts'
import type { ModelCheck, ModelReport } from '../../main/contract/models.ts'

export function fakeModels(photos: number): ModelReport {
  const licence = 'Apache-2.0, by the fake maker'
  return {
    models: [
      {
        role: 'sentences',
        id: 'fake-small-3',
        name: 'Fake small',
        description: 'Finds photos by an English sentence, as the fake maker says.',
        licence,
        languages: ['en', 'de'],
        bytes: 41_300_000,
        device: 'webgpu',
        photos,
      },
      {
        role: 'orders',
        id: 'fake-ranker-3',
        name: null,
        description: 'Orders photos by age, number and quality, as the fake maker says.',
        licence,
        languages: ['en'],
        bytes: 1_420_000,
        device: 'cpu',
        photos,
      },
      {
        role: 'faces',
        id: 'fake-faces-1',
        name: null,
        description: 'Finds faces, as the fake maker says. Knows nobody.',
        licence,
        languages: [],
        bytes: 1_004_000,
        device: 'cpu',
        photos: Math.floor(photos / 3),
      },
    ],
    total: photos,
    former: null,
  }
}

export const SOUND: ModelCheck = {
  files: { passed: true, message: 'Every file of fake-small-3 is as published.' },
  answers: { passed: true, message: 'The model answers as it should.', device: 'webgpu', worstCosine: 0.999_94 },
}

export function idleStatus(photos: number): IndexingStatus {
  return {
    state: 'idle',
    total: photos,
    indexed: photos,
    waiting: 0,
    failed: 0,
    missing: 0,
    photosPerSecond: null,
    secondsLeft: null,
    device: 'cpu',
    problem: null,
  }
}
