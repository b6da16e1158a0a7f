/** What is being dragged within the page. A drag carries no data of its own: whatever takes it asks here. */
export type Dragged =
  | { readonly kind: 'photos'; readonly photoIds: readonly number[] }
  | { readonly kind: 'collection'; readonly collectionId: number }

export class Dragging {
  what = $state.raw<Dragged | null>(null)

  begin(event: DragEvent, what: Dragged): void {
    this.what = what
    // Some browsers do not begin a drag that carries nothing.
    event.dataTransfer?.setData('application/x-podium', what.kind)
    if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'copyMove'
    // A tile that was scrolled out of the page meanwhile never tells that its drag is over.
    const over = new AbortController()
    const end = (): void => {
      this.what = null
      over.abort()
    }
    const { signal } = over
    window.addEventListener('dragend', end, { signal, capture: true })
    window.addEventListener(
      'pointermove',
      ({ buttons }) => {
        if (buttons === 0) end()
      },
      { signal, capture: true },
    )
  }

  end(): void {
    this.what = null
  }
}
