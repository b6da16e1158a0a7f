import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Zoom } from '../../../renderer/state/zoom.svelte.ts'

function zoomOn(picture: { width: number; height: number }, stage = { width: 1_000, height: 700 }): Zoom {
  const zoom = new Zoom()
  zoom.width = stage.width
  zoom.height = stage.height
  zoom.measure(picture.width, picture.height)
  return zoom
}

function offset(zoom: Zoom): { x: number; y: number } {
  const [, x, y] = /translate\((-?\d+)px, (-?\d+)px\)/u.exec(zoom.transform ?? '') ?? []
  return { x: Number(x), y: Number(y) }
}

describe('actual size', () => {
  it('keeps the point of the picture under the pointer where it is, away from the edges', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 141, max: 559 }), (x, y) => {
        const zoom = zoomOn({ width: 6_000, height: 2_800 })
        zoom.point(x, y)
        zoom.toggle()
        // Fitted, the picture is 1000 x 466 and 117 below the top edge.
        const before = { x: x * 6, y: (y - 700 / 2 + 2_800 / 12) * 6 }
        expect(Math.abs(x - offset(zoom).x - before.x)).toBeLessThanOrEqual(1)
        expect(Math.abs(y - offset(zoom).y - before.y)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('never leaves a gap at an edge while it is moved', () => {
    const zoom = zoomOn({ width: 4_000, height: 3_000 })
    zoom.toggle()
    zoom.pan(99_999, 99_999)
    expect(offset(zoom)).toEqual({ x: 0, y: 0 })
    zoom.pan(-99_999, -99_999)
    expect(offset(zoom)).toEqual({ x: -3_000, y: -2_300 })
  })

  it('centres a picture smaller than the stage', () => {
    const zoom = zoomOn({ width: 400, height: 300 })
    zoom.toggle()
    expect(offset(zoom)).toEqual({ x: 300, y: 200 })
  })

  it('goes back to fit, and waits for a picture that is not loaded', () => {
    const zoom = zoomOn({ width: 4_000, height: 3_000 })
    zoom.toggle()
    zoom.toggle()
    expect(zoom.transform).toBeNull()
    const empty = new Zoom()
    empty.toggle()
    expect(empty.actual).toBe(false)
  })
})
