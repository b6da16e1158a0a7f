/** Numbers, dates and plurals by the platform's formatter, for one locale. */
export interface Format {
  readonly number: (value: number, digits?: number) => string
  /** A wall-clock time `YYYY-MM-DDTHH:MM:SS` as a day; null for what is not one. */
  readonly day: (wallClock: string) => string | null
  readonly dayAndTime: (wallClock: string) => string | null
  /** A moment, in ms since 1970, as a day where the person is. */
  readonly dayOf: (timeMs: number) => string
  readonly bytes: (value: number) => string
  readonly plural: (count: number, forms: PluralForms) => string
  readonly ordinal: (count: number, forms: PluralForms) => string
  readonly list: (items: readonly string[]) => string
  /** Name of the language of a tag such as `en`. */
  readonly language: (tag: string) => string
}

/** Only the categories a language uses need to be given; `other` always. `#` stands for the number. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

export function createFormat(locale: string): Format {
  const cardinals = new Intl.PluralRules(locale)
  const ordinals = new Intl.PluralRules(locale, { type: 'ordinal' })
  const numbers = [0, 1, 2, 3, 4, 5].map(
    (digits) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        // What rounds to nothing is nothing, not minus nothing.
        signDisplay: 'negative',
      }),
  )
  // Wall-clock times carry no zone: they are read and written in one and the same, so none can shift them.
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  const times = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
  const lists = new Intl.ListFormat(locale)
  const languages = new Intl.DisplayNames(locale, { type: 'language' })
  const units = BYTE_UNITS.map((unit) => {
    const fraction = unit === 'byte' || unit === 'kilobyte' ? 0 : 1
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: fraction })
  })
  const number = (value: number, digits = 0): string => (numbers[digits] ?? numbers[0])?.format(value) ?? String(value)
  const fill = (count: number, form: string): string => form.replaceAll('#', number(count))
  return {
    number,
    day: (wallClock) => {
      const date = parse(wallClock)
      return date === null ? null : days.format(date)
    },
    dayAndTime: (wallClock) => {
      const date = parse(wallClock)
      return date === null ? null : `${days.format(date)}, ${times.format(date).replaceAll(/\s/gu, '\u00a0')}`
    },
    dayOf: (timeMs) => days.format(timeMs - new Date(timeMs).getTimezoneOffset() * 60_000),
    bytes: (value) => {
      const power = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)))
      return units[power]?.format(value / 1000 ** power) ?? String(value)
    },
    plural: (count, forms) => fill(count, forms[cardinals.select(count)] ?? forms.other),
    ordinal: (count, forms) => fill(count, forms[ordinals.select(count)] ?? forms.other),
    list: (items) => lists.format(items),
    language: (tag) => languages.of(tag) ?? tag,
  }
}

function parse(wallClock: string): Date | null {
  const date = new Date(`${wallClock.slice(0, 19)}Z`)
  return Number.isNaN(date.getTime()) ? null : date
}
