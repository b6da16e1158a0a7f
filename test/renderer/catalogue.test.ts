import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, type AST } from 'svelte/compiler'
import { describe, expect, it } from 'vitest'
import { createEnglish } from '../../renderer/messages/en.ts'

const RENDERER = join(import.meta.dirname, '..', '..', 'renderer')
const SPOKEN = new Set(['aria-label', 'aria-valuetext', 'aria-description', 'title', 'placeholder', 'alt'])
const files = globSync('**/*.{svelte,ts}', { cwd: RENDERER })
const components = files.filter((file) => file.endsWith('.svelte'))

function bareStrings(source: string): string[] {
  const found: string[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const child of node) visit(child)
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return
    if (isText(node) && /\p{L}/u.test(node.data)) found.push(node.data.trim())
    // Lengths and percentages placed by the style directive.
    if ('type' in node && node.type === 'StyleDirective') return
    if (isAttribute(node)) {
      if (!SPOKEN.has(node.name)) return
      if (Array.isArray(node.value))
        for (const part of node.value) if (part.type === 'Text' && /\p{L}/u.test(part.data)) found.push(part.data)
      return
    }
    for (const child of Object.values(node)) visit(child)
  }
  visit(parse(source, { modern: true }).fragment)
  return found
}

function isText(node: object): node is AST.Text {
  return 'type' in node && node.type === 'Text' && 'data' in node
}

function isAttribute(node: object): node is AST.Attribute {
  return 'type' in node && node.type === 'Attribute' && 'name' in node
}

function leaves(value: object, path: readonly string[] = []): string[][] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? leaves(child, [...path, key])
      : [[...path, key]],
  )
}

/** `a.b.c` counts as used where it is written out, or where one of its groups is read by a computed key or as a whole. */
function isUsed(path: readonly string[], sources: string): boolean {
  for (let length = path.length; length > 0; length -= 1) {
    const written = `text.${path.slice(0, length).join('.')}`
    if (
      length === path.length
        ? new RegExp(`${written.replaceAll('.', '\\.')}\\b`, 'u').test(sources)
        : // Chosen from by a computed key, or handed on as a whole.
          new RegExp(`${written.replaceAll('.', '\\.')}[[,)]`, 'u').test(sources)
    )
      return true
  }
  const [group, ...rest] = path
  // Two places hold a group in a name of its own before they choose from it.
  return (
    (group === 'empty' && sources.includes(`empty.${rest.join('.')}`)) ||
    (group === 'keys' && rest[0] === 'names' && sources.includes('= text.keys.names'))
  )
}

describe('the texts of the page', () => {
  it('all come from the catalogue', () => {
    expect(components.length).toBeGreaterThan(15)
    const bare = components.flatMap((file) =>
      bareStrings(readFileSync(join(RENDERER, file), 'utf8')).map((text) => `${file}: ${text}`),
    )
    expect(bare).toEqual([])
  })

  it('would be found if they did not', () => {
    expect(bareStrings('<p>{text.a} Hello</p><button aria-label="Close">x</button>')).toEqual(['Hello', 'Close', 'x'])
  })

  it('are all used', () => {
    const sources = files
      .filter((file) => file !== join('messages', 'en.ts'))
      .map((file) => readFileSync(join(RENDERER, file), 'utf8'))
      .join('\n')
    const paths = leaves(createEnglish('en-GB'))
    expect(paths.length).toBeGreaterThan(100)
    expect(paths.filter((path) => !isUsed(path, sources)).map((path) => path.join('.'))).toEqual([])
  })
})
