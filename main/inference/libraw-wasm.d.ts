/** The part of libraw-wasm that Podium uses: its core, since the package's own front wants a browser's worker. */
declare module 'libraw-wasm/dist/libraw.js' {
  export interface LibRawMetadata {
    /** After turning. */
    readonly width: number
    readonly height: number
    /** 0 none, 3 half a turn, 5 a quarter to the left, 6 a quarter to the right. */
    readonly flip: number
    readonly camera_make: string
    readonly camera_model: string
    /** Seconds since 1970 of the camera's clock as if it stood at Greenwich; 0 where there is none. */
    readonly timestamp: number
    readonly gps_data?: {
      /** Degrees, minutes, seconds. */
      readonly latitude: readonly [number, number, number]
      readonly longitude: readonly [number, number, number]
      readonly latref: string | null
      readonly longref: string | null
      readonly gpsparsed: boolean
    }
  }

  /** Each call throws what is no Error where the file is not understood. */
  export interface LibRaw {
    open(bytes: Uint8Array, settings: Readonly<Record<string, boolean | number>>): void
    metadata(full: boolean): LibRawMetadata | undefined
    /** The largest picture inside. */
    thumbnailData():
      | { readonly data: Uint8Array; readonly width: number; readonly height: number; readonly format: string }
      | undefined
    /** Developed, turned upright: [height, width, colors]. */
    imageData():
      | { readonly data: Uint8Array; readonly width: number; readonly height: number; readonly colors: number }
      | undefined
    delete(): void
  }

  export default function load(options: { wasmBinary: Uint8Array }): Promise<{ LibRaw: new () => LibRaw }>
}
