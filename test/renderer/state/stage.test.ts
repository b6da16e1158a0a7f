import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Stage, Zoom } from '../../../renderer/state/stage.svelte.ts'

interface Size {
  readonly width: number
  readonly height: number
}

function stageOn(picture: Size, { size = { width: 1_000, height: 700 }, density = 1, zoom = new Zoom() } = {}): Stage {
  const stage = new Stage(zoom, () => density)
  stage.width = size.width
  stage.height = size.height
  stage.measure(picture.width, picture.height)
  return stage
}

describe('actual size', () => {
  it('keeps the point of the picture under the pointer where it is, away from the edges', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 900 }), fc.integer({ min: 200, max: 500 }), (x, y) => {
        const stage = stageOn({ width: 6_000, height: 2_800 })
        stage.point({ x, y })
        stage.toggle()
        // Fitted, the picture is 1000 x 466 and 117 below the top edge.
        const before = { x: x * 6, y: (y - 700 / 2 + 2_800 / 12) * 6 }
        expect(Math.abs(x - (stage.box?.x ?? 0) - before.x)).toBeLessThanOrEqual(1)
        expect(Math.abs(y - (stage.box?.y ?? 0) - before.y)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('shows one pixel of the picture as one of the screen, however dense the screen is', () => {
    const stage = stageOn({ width: 6_000, height: 4_000 }, { density: 2 })
    stage.toggle()
    expect(stage.box).toMatchObject({ width: 3_000, height: 2_000 })
    stage.pan(-0.3, 0)
    expect(Number.isInteger((stage.box?.x ?? 0.1) * 2)).toBe(true)
  })

  it('never leaves a gap at an edge while it is moved, and comes back at once', () => {
    const stage = stageOn({ width: 4_000, height: 3_000 })
    stage.toggle()
    stage.pan(99_999, 99_999)
    expect(stage.box).toMatchObject({ x: 0, y: 0 })
    stage.pan(-10, 0)
    expect(stage.box).toMatchObject({ x: -10, y: 0 })
    stage.pan(-99_999, -99_999)
    expect(stage.box).toMatchObject({ x: -3_000, y: -2_300 })
  })

  it('centres a picture smaller than the stage', () => {
    const stage = stageOn({ width: 400, height: 300 })
    stage.toggle()
    expect(stage.box).toEqual({ x: 300, y: 200, width: 400, height: 300 })
  })

  it('goes back to fit, and waits for a picture that is not loaded', () => {
    const stage = stageOn({ width: 4_000, height: 3_000 })
    stage.toggle()
    stage.toggle()
    expect(stage.box).toBeNull()
    const empty = new Stage(new Zoom(), () => 1)
    empty.toggle()
    expect(empty.zoom.actual).toBe(false)
  })
})

describe('the wheel', () => {
  it('comes nearer around the pointer, and ends in fit on the way back', () => {
    const stage = stageOn({ width: 4_000, height: 2_800 })
    stage.point({ x: 500, y: 350 })
    stage.magnify(2)
    expect(stage.box).toMatchObject({ x: -500, y: -350, width: 2_000 })
    stage.magnify(0.4)
    expect(stage.box).toBeNull()
    for (let turn = 0; turn < 40; turn += 1) stage.magnify(1.5)
    expect(stage.box?.width).toBe(32_000)
  })
})

describe('several stages', () => {
  it('share one zoom: the same part of each picture is in the middle', () => {
    fc.assert(
      fc.property(fc.integer({ min: -800, max: 800 }), fc.integer({ min: -600, max: 600 }), (x, y) => {
        const zoom = new Zoom()
        const large = stageOn({ width: 6_000, height: 4_000 }, { zoom })
        const small = stageOn({ width: 3_000, height: 2_000 }, { zoom })
        large.toggle()
        large.pan(x, y)
        expect(small.box?.width).toBe(3_000)
        const middle = ({ box }: Stage): number[] =>
          box === null ? [] : [(500 - box.x) / box.width, (350 - box.y) / box.height]
        const [wide = 0, high = 0] = middle(large)
        const [across = 0, down = 0] = middle(small)
        expect(Math.abs(wide - across)).toBeLessThan(0.001)
        expect(Math.abs(high - down)).toBeLessThan(0.001)
      }),
    )
  })
})
