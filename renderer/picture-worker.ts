/**
 * Reads pictures beside the page: a large one takes a tenth of a second to decode, and a page that did so would not
 * answer its keys meanwhile.
 */
import type { DecodeAnswer, DecodeRequest } from './picture-decoder.ts'

const reading = new Map<number, AbortController>()

addEventListener('message', ({ data }: MessageEvent<DecodeRequest>) => {
  if (data.address === null) reading.get(data.id)?.abort()
  else void answer(data.id, data.address, data)
})

async function answer(id: number, address: string, room: { readonly width: number; readonly height: number }) {
  const abort = new AbortController()
  reading.set(id, abort)
  try {
    const response = await fetch(address, { signal: abort.signal })
    if (!response.ok) throw new Error(`No picture: ${String(response.status)}`)
    const whole = await createImageBitmap(await response.blob())
    const { width, height } = whole
    abort.signal.throwIfAborted()
    const scale = Math.min(1, room.width / width, room.height / height)
    const bitmap =
      scale === 1
        ? whole
        : await createImageBitmap(whole, {
            resizeWidth: Math.max(1, Math.round(width * scale)),
            resizeQuality: 'medium',
          })
    if (bitmap !== whole) whole.close()
    say({ id, bitmap, width, height }, [bitmap])
  } catch {
    // Why does not matter: the page then shows the file in an element of its own, which says what is wrong.
    say({ id, bitmap: null, width: 0, height: 0 }, [])
  } finally {
    reading.delete(id)
  }
}

function say(message: DecodeAnswer, transfer: Transferable[]): void {
  // The page's own types know `postMessage` of windows only.
  ;(globalThis as unknown as Pick<Worker, 'postMessage'>).postMessage(message, transfer)
}
