import { describe, expect, it } from 'vitest'
import type { DecodedPicture, PictureDecoder } from '../../../renderer/picture-decoder.ts'
import { Pictures } from '../../../renderer/state/pictures.svelte.ts'

const ROOM = { width: 1_000, height: 700 }

function decoding() {
  const asked: {
    address: string
    width: number
    signal: AbortSignal
    end: () => Promise<void>
    fail: () => Promise<void>
  }[] = []
  const released: string[] = []
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
  const decoder: PictureDecoder = {
    decode: (address, { width }, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<DecodedPicture>()
      const picture = { bitmap: null, width: 1, height: 1, release: () => void released.push(address) }
      asked.push({
        address,
        width,
        signal,
        end: () => {
          resolve(picture)
          return settled()
        },
        fail: () => {
          reject(new Error('damaged'))
          return settled()
        },
      })
      return promise
    },
    close: () => undefined,
  }
  const pictures = new Pictures(decoder, 2)
  return { pictures, asked, released, addresses: () => asked.map(({ address }) => address) }
}

describe('pictures made ready', () => {
  it('are read in the order of their nearness, two at a time', async () => {
    const { pictures, asked, addresses } = decoding()
    pictures.keep(['a', 'b', 'c', 'd'], ROOM)
    expect(addresses()).toEqual(['a', 'b'])
    await asked[1]?.end()
    expect(addresses()).toEqual(['a', 'b', 'c'])
    expect([...pictures.ready.keys()]).toEqual(['b'])
  })

  it('are let go once they are far, also half way, and those in between are not read again', async () => {
    const { pictures, asked, released, addresses } = decoding()
    pictures.keep(['a', 'b', 'c'], ROOM)
    await asked[1]?.end()
    pictures.keep(['b', 'c', 'd'], ROOM)
    expect(asked[0]?.signal.aborted).toBe(true)
    await asked[0]?.end()
    expect(released).toEqual(['a'])
    expect(addresses()).toEqual(['a', 'b', 'c', 'd'])
    pictures.close()
    expect(released).toEqual(['a', 'b'])
    expect(pictures.ready.size).toBe(0)
    expect(asked.slice(2).every(({ signal }) => signal.aborted)).toBe(true)
  })

  it('go on behind one that cannot be decoded, which is known then', async () => {
    const { pictures, asked, addresses } = decoding()
    pictures.keep(['a', 'b', 'c'], ROOM)
    await asked[0]?.fail()
    expect(pictures.ready.get('a')).toBeNull()
    expect(addresses()).toEqual(['a', 'b', 'c'])
  })

  it('are fewer on a very large screen, and read again only for a much larger window', async () => {
    const { pictures, asked, addresses } = decoding()
    const many = Array.from({ length: 11 }, (_, i) => String(i))
    pictures.keep(many, { width: 7_680, height: 4_320 })
    for (let i = 0; i < 11; i += 1) await asked[i]?.end()
    expect(addresses()).toEqual(['0', '1', '2'])
    pictures.keep(['0'], { width: 7_600, height: 4_330 })
    expect(addresses().length).toBe(3)
    pictures.keep(['0'], { width: 900, height: 700 })
    expect(asked.at(-1)).toMatchObject({ address: '0', width: 1_024 })
  })
})
