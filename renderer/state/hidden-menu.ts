/** Why photos are not in view, as a menu: each reason with the way to see them. */
import type { MenuAct, MenuPlace } from './menu.ts'
import type { Page } from './page.ts'

export function openHiddenMenu(page: Page, place: MenuPlace): void {
  const { text, ranking, panels, stackErrands } = page
  const { header, narrowing } = ranking
  if (header === null) return
  const { filtered, bursts, cut, stacked } = header.hidden
  const without = (key: keyof typeof narrowing): void => {
    const { [key]: _removed, ...others } = narrowing
    void ranking.narrow(others)
  }
  const acts: { count: number; act: MenuAct }[] = [
    {
      count: filtered,
      act: {
        label: text.hidden.filtered(filtered),
        run: () => {
          without('filter')
        },
      },
    },
    {
      count: bursts,
      act: {
        label: text.hidden.bursts(bursts),
        run: () => {
          without('onePerBurst')
        },
      },
    },
    {
      count: cut,
      act: {
        label: text.hidden.cut(cut),
        run: () => {
          without('cut')
        },
      },
    },
    { count: stacked, act: { label: text.hidden.stacked(stacked), run: () => void stackErrands.toggleStacked() } },
  ]
  const reasons = acts.filter(({ count }) => count > 0).map(({ act }) => act)
  const all: MenuAct = {
    label: text.hidden.all,
    run: () => {
      if (stacked > 0) void stackErrands.toggleStacked()
      void ranking.narrow({})
    },
  }
  panels.menu = { label: text.hidden.label, ...place, parts: reasons.length > 1 ? [reasons, [all]] : [reasons] }
}
