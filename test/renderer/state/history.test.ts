import { expect, it } from 'vitest'
import { History, stepOf, type Step } from '../../../renderer/state/history.ts'

/** Words on a page, and the step of writing one. */
function written() {
  const words: string[] = []
  const write = (word: string): Step => {
    const put = async (): Promise<void> => void words.push(word)
    const strike = async (): Promise<void> => void words.splice(words.lastIndexOf(word), 1)
    void put()
    return stepOf(strike, put)
  }
  return { words, write: (word: string) => async (): Promise<Step> => write(word) }
}

it('takes back the latest first, does it again, and forgets what was undone once something new is done', async () => {
  const { words, write } = written()
  const history = new History()
  for (const word of ['one', 'two', 'three']) await history.do(write(word))
  await history.undo()
  await history.undo()
  expect(words).toEqual(['one'])
  await history.redo()
  expect(words).toEqual(['one', 'two'])
  await history.do(write('four'))
  await history.redo()
  expect(words).toEqual(['one', 'two', 'four'])
  for (let i = 0; i < 5; i++) await history.undo()
  expect(words).toEqual([])
})

it('waits for what is under way, so that undo never overtakes it', async () => {
  const { words, write } = written()
  const history = new History()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const first = history.do(() => promise.then(write('slow')))
  const undone = history.undo()
  resolve(undefined)
  await Promise.all([first, undone])
  expect(words).toEqual([])
})

it('takes back one step among others, once', async () => {
  const { words, write } = written()
  const history = new History()
  const step = await history.do(write('one'))
  await history.do(write('two'))
  if (step !== null) await history.takeBack(step)
  expect(words).toEqual(['two'])
  if (step !== null) await history.takeBack(step)
  await history.undo()
  expect(words).toEqual([])
})

it('keeps a step whose undo fails, and what came of nothing is no step', async () => {
  const { words, write } = written()
  const history = new History()
  let lost = true
  await history.do(async () => {
    await write('one')()
    return {
      undo: async () => {
        if (lost) throw new Error('The wire is lost.')
        return stepOf(
          async () => words.push('again'),
          async () => words.pop(),
        )
      },
    }
  })
  await history.do(async () => null)
  await expect(history.undo()).rejects.toThrow('lost')
  lost = false
  await history.undo()
  await history.redo()
  expect(words).toEqual(['one', 'again'])
})
