import { expect, it } from 'vitest'
import { lookAtFaces, type AgeGuesser } from '../../../main/inference/ages.ts'
import type { FaceBox } from '../../../main/inference/api.ts'

const picture = { data: new Uint8Array(3), width: 1, height: 1 }

function face(left: number): FaceBox {
  return { left, top: 0, width: 0.1, height: 0.1, score: 1, age: null }
}

it('leaves out what is no face of a person, and keeps what was not looked at or could not be', async () => {
  const boxes = [face(0), face(0.2), face(0.4), face(0.6)]
  const guesser: AgeGuesser = {
    chosen: () => [2, 0, 1],
    look: (_, { left }) => {
      if (left === 0.4) return Promise.reject(new Error('The age of a face is no number.'))
      return Promise.resolve({ years: 40, person: left === 0 ? 0.1 : 0.9, none: left === 0 })
    },
  }
  const turns: number[] = []
  const seen = await lookAtFaces({ detector: 'fake', smallest: 0.04, boxes }, picture, guesser, (work) => {
    turns.push(turns.length)
    return work()
  })
  expect(seen).toEqual({
    detector: 'fake',
    smallest: 0.04,
    boxes: [{ ...face(0.2), age: 40 }, face(0.4), face(0.6)],
  })
  expect(turns).toHaveLength(3)
})
