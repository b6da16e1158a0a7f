/** Pictures read and made small enough for the screen by a worker; where that cannot be, decoded by an image element. */

/** `address` null: the picture of that number is not wanted any more. */
export interface DecodeRequest {
  readonly id: number
  readonly address: string | null
  /** What it should fit into, in pixels of the screen. */
  readonly width: number
  readonly height: number
}

/** `bitmap` null: it could not be read there. */
export interface DecodeAnswer {
  readonly id: number
  readonly bitmap: ImageBitmap | null
  /** Of the whole picture, in its own pixels. */
  readonly width: number
  readonly height: number
}

export interface DecodedPicture {
  /** Null where an element with the same address shows it from the browser's own cache. */
  readonly bitmap: ImageBitmap | null
  readonly width: number
  readonly height: number
  release(): void
}

export interface PictureDecoder {
  /** @param room what it should fit into, in pixels of the screen */
  decode(
    address: string,
    room: { readonly width: number; readonly height: number },
    signal: AbortSignal,
  ): Promise<DecodedPicture>
  close(): void
}

export function createPictureDecoder(): PictureDecoder {
  const worker = new Worker(new URL('./picture-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, (answer: DecodeAnswer | null) => void>()
  let last = 0
  let broken = false
  worker.addEventListener('message', ({ data }: MessageEvent<DecodeAnswer>) => {
    const resolve = waiting.get(data.id)
    waiting.delete(data.id)
    if (resolve === undefined) data.bitmap?.close()
    else resolve(data)
  })
  worker.addEventListener('error', () => {
    broken = true
    for (const resolve of waiting.values()) resolve(null)
    waiting.clear()
  })

  function ask(request: Omit<DecodeRequest, 'id'>, signal: AbortSignal): Promise<DecodeAnswer | null> {
    const id = (last += 1)
    const { promise, resolve } = Promise.withResolvers<DecodeAnswer | null>()
    waiting.set(id, resolve)
    worker.postMessage({ id, ...request } satisfies DecodeRequest)
    signal.addEventListener('abort', () => {
      // The answer, should it be on its way, is thrown away on arrival.
      if (!waiting.delete(id)) return
      worker.postMessage({ id, address: null, width: 0, height: 0 } satisfies DecodeRequest)
      resolve(null)
    })
    return promise
  }

  return {
    decode: async (address, { width, height }, signal) => {
      const answer = broken ? null : await ask({ address, width, height }, signal)
      signal.throwIfAborted()
      const bitmap = answer?.bitmap ?? null
      if (answer === null || bitmap === null) return decodeInElement(address, signal)
      return {
        bitmap,
        width: answer.width,
        height: answer.height,
        release: () => {
          bitmap.close()
        },
      }
    },
    close: () => {
      worker.terminate()
    },
  }
}

async function decodeInElement(address: string, signal: AbortSignal): Promise<DecodedPicture> {
  const image = new Image()
  const release = (): void => {
    image.src = ''
  }
  signal.addEventListener('abort', release)
  image.src = address
  await image.decode()
  return { bitmap: null, width: image.naturalWidth, height: image.naturalHeight, release }
}
