/** The page of a gallery, in the pieces it is written in: one file, no outside address, the only script named by its hash. */
import { createHash } from 'node:crypto'
import { VERSION } from '../version.ts'
import { GALLERY_SCRIPT } from './gallery-script.ts'
import { GALLERY_STYLE } from './gallery-style.ts'

const POLICY = [
  "default-src 'none'",
  'img-src data:',
  // Sizes stand in the style of each picture.
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(GALLERY_SCRIPT).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Strips and panoramas are shown whole in boxes of these shapes: captions need room, and others a place in the row. */
const NARROWEST = 0.55
const WIDEST = 4

export interface GalleryTile {
  readonly position: number
  readonly total: number
  readonly name: string
  readonly value: string | null
  readonly day: string | null
  readonly width: number | null
  readonly height: number | null
}

export function pageStart(title: string, order: string, facts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Podium ${VERSION}">
<title>${escaped(title)}</title>
<style>${GALLERY_STYLE}</style>
</head>
<body>
<main>
<h1 dir="auto">${escaped(title)}</h1>
<p class="about"><b>${escaped(order)}</b>${facts.map((fact) => ` <span>${escaped(fact)}</span>`).join('')}</p>
`
}

/** @param start position of the first photo of the list */
export function listStart(start: number): string {
  return `<ol start="${start}" role="list">\n`
}

export const LIST_END = '</ol>\n'

export const FADE_LINE = '<p class="fades">Photos below may not be what was asked for: the order fades out here</p>\n'

/** Everything before the base64 of a picture; `tileEnd` closes it. */
export function tileStart(tile: GalleryTile, type: string): string {
  const said = [tile.name, `${tile.position} of ${tile.total}`, tile.value, tile.day]
  const label = said.filter((part) => part !== null).join(', ')
  const size = tile.width === null || tile.height === null ? '' : ` width="${tile.width}" height="${tile.height}"`
  const loose = aspectOf(tile) === boxOf(tile) ? '' : ' loose'
  return `${itemStart(tile)}<button type="button" class="open${loose}" title="${escaped(tile.name)}" aria-label="${escaped(label)}"><img alt="${escaped(tile.name)}"${size} decoding="async" src="data:${type};base64,`
}

export function tileEnd(tile: GalleryTile): string {
  return `"></button>${itemEnd(tile)}`
}

/** A photo whose picture could not be had, and why. */
export function emptyTile(tile: GalleryTile, reason: string): string {
  return `${itemStart(tile)}<div class="open none" title="${escaped(tile.name)}">${escaped(reason)}</div>${itemEnd(tile)}`
}

export function pageEnd(day: string): string {
  return `</main>
<footer>Ordered by Podium, ${escaped(day)}</footer>
<dialog tabindex="-1" aria-label="Enlarged picture">
<div id="stage"></div>
<div id="words" aria-live="polite"></div>
<button type="button" id="before" aria-label="Previous picture">‹</button>
<button type="button" id="after" aria-label="Next picture">›</button>
<button type="button" id="close" aria-label="Close">×</button>
</dialog>
<script>${GALLERY_SCRIPT}</script>
</body>
</html>
`
}

function itemStart(tile: GalleryTile): string {
  return `<li style="--a:${boxOf(tile)}"><figure>`
}

function itemEnd({ position, name, value, day }: GalleryTile): string {
  const words = [
    `<span class="place${position === 1 ? ' first' : ''}">${position}</span>`,
    `<bdi class="name">${escaped(name)}</bdi>`,
    value === null ? '' : `<span class="value">${escaped(value)}</span>`,
    day === null ? '' : `<span class="day">${escaped(day)}</span>`,
  ]
  return `<figcaption>${words.join('')}</figcaption></figure></li>\n`
}

function boxOf(tile: GalleryTile): number {
  return Math.min(WIDEST, Math.max(NARROWEST, aspectOf(tile)))
}

function aspectOf({ width, height }: GalleryTile): number {
  return width === null || height === null || width * height === 0 ? 1.5 : Math.round((1_000 * width) / height) / 1_000
}

/** For text and for quoted attributes. What no page may hold becomes a space or the mark for what cannot be shown. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
