import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Configuration, Inference, InferenceLink } from '../../../main/inference/api.ts'
import { createInference } from '../../../main/inference/client.ts'
import { forkInference } from '../../../main/inference/link.ts'
import { Lanes, Limit } from '../../../main/inference/lanes.ts'

const entry = fileURLToPath(new URL('../../support/dying-inference.ts', import.meta.url))
const configuration = {} as Configuration

function open(onRestart = vi.fn()): Inference {
  const inference = createInference(() => forkInference(entry), configuration, { onRestart })
  onTestFinished(() => inference.close())
  return inference
}

function photos(...names: string[]): { path: string; contentHash: string }[] {
  return names.map((name) => ({ path: `/${name}.jpg`, contentHash: name }))
}

it('leaves out the photo that kills the process twice, and keeps the others of its batch with their own answers', async () => {
  const onRestart = vi.fn()
  const results = await open(onRestart).analyse(photos('a', 'poison', 'b'))
  expect(results).toMatchObject([
    { ok: true, contentHash: 'a' },
    { ok: false, contentHash: 'poison', kind: 'killed-inference', transient: false },
    { ok: true, contentHash: 'b' },
  ])
  expect(onRestart).toHaveBeenCalled()
})

it('finds the one at fault among batches that were under way together', async () => {
  const inference = open()
  const batches = await Promise.all([
    inference.analyse(photos('a', 'b')),
    inference.analyse(photos('c', 'poison')),
    inference.analyse(photos('d')),
  ])
  expect(batches.flat().map((result) => [result.contentHash, result.ok])).toEqual([
    ['a', true],
    ['b', true],
    ['c', true],
    ['poison', false],
    ['d', true],
  ])
})

it('passes on what the process itself refuses, with its code', async () => {
  await expect(open().encode(['x'])).rejects.toMatchObject({ code: 'model-damaged' })
})

it('says that inference is unavailable when the process cannot start', async () => {
  vi.stubEnv('PODIUM_TEST_DIE_AT_START', '1')
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const inference = open()
  await expect(inference.ready()).rejects.toMatchObject({ code: 'inference-unavailable' })
})

it('blames no photo when the process cannot start', async () => {
  vi.stubEnv('PODIUM_TEST_DIE_AT_START', '1')
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  await expect(open().analyse(photos('a', 'b'))).rejects.toMatchObject({ code: 'inference-unavailable' })
})

it('lets no new batch run beside a photo that is tried alone', async () => {
  const inFlight: { id: number; hashes: string[] }[] = []
  const links: { die: () => void; answer: (id: number) => void }[] = []
  const start = (): InferenceLink => {
    let tell: (message: unknown) => void = () => undefined
    let end: (reason: string) => void = () => undefined
    const answer = (id: number): void => {
      const at = inFlight.findIndex((one) => one.id === id)
      const [done] = inFlight.splice(at, 1)
      tell({ id, ok: true, value: done?.hashes.map((contentHash) => ({ ok: true, contentHash })) })
    }
    links.push({
      die: () => {
        inFlight.length = 0
        end('died')
      },
      answer,
    })
    return {
      send: (message) => {
        const { id, kind, payload } = message as { id: number; kind: string; payload: [{ contentHash: string }[]] }
        if (kind === 'ready')
          queueMicrotask(() => {
            tell({ id, ok: true, value: null })
          })
        if (kind === 'analyse') inFlight.push({ id, hashes: payload[0].map((photo) => photo.contentHash) })
      },
      onMessage: (listener) => {
        tell = listener
      },
      onExit: (listener) => {
        end = listener
      },
      kill: () => {
        end('killed')
      },
    }
  }
  const inference = createInference(start, configuration)
  const first = inference.analyse(photos('a', 'b'))
  await vi.waitFor(() => {
    expect(inFlight).toHaveLength(1)
  })
  links[0]!.die()
  await vi.waitFor(() => {
    expect(inFlight.map((one) => one.hashes)).toEqual([['a']])
  })
  const second = inference.analyse(photos('c', 'd'))
  links[1]!.answer(inFlight[0]!.id)
  await vi.waitFor(() => {
    expect(inFlight.map((one) => one.hashes)).toEqual([['b']])
  })
  links[1]!.answer(inFlight[0]!.id)
  await first
  await vi.waitFor(() => {
    expect(inFlight.map((one) => one.hashes)).toEqual([['c', 'd']])
  })
  links[1]!.answer(inFlight[0]!.id)
  expect(await second).toHaveLength(2)
})

it('works again after a death', async () => {
  const inference = open()
  await inference.analyse(photos('poison'))
  expect(await inference.ready()).toMatchObject({ device: 'cpu' })
})

it('lets what a person waits for go before the next batch', async () => {
  const lanes = new Lanes()
  const order: string[] = []
  const work = (name: string) => (): Promise<void> => {
    order.push(name)
    return Promise.resolve()
  }
  await Promise.all([
    lanes.run('background', work('batch 1')),
    lanes.run('background', work('batch 2')),
    lanes.run('interactive', work('sentence')),
  ])
  expect(order).toEqual(['batch 1', 'sentence', 'batch 2'])
})

it('goes on after work that throws', async () => {
  const lanes = new Lanes()
  await expect(lanes.run('background', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await lanes.run('background', () => Promise.resolve('yes'))).toBe('yes')
})

it('never decodes more than its limit at once', async () => {
  const limit = new Limit(2)
  let running = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 9 }, () =>
      limit.run(async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
      }),
    ),
  )
  expect(most).toBe(2)
})

it.each(Array.from({ length: 12 }, (_, turns) => turns))(
  'admits no one too many when work comes %i turns after other work ends',
  async (turns) => {
    const limit = new Limit(1)
    let running = 0
    let most = 0
    const work = async (until: Promise<void>): Promise<void> => {
      most = Math.max(most, ++running)
      await until
      running -= 1
    }
    const ended = Promise.withResolvers<undefined>()
    const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
    const held = [limit.run(() => work(ended.promise)), limit.run(() => work(pause()))]
    const late = ended.promise.then(async () => {
      for (let i = 0; i < turns; i++) await Promise.resolve()
      await limit.run(() => work(pause()))
    })
    ended.resolve(undefined)
    await Promise.all([...held, late])
    expect(most).toBe(1)
  },
)
