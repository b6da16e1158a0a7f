/** What is open on the screen: side panels, the viewer, one dialog or menu at a time, short notes. */
import type { PaneCount } from './comparison.svelte.ts'
import type { TrashFailure, TrashPlan } from '../../main/contract/trash.ts'
import type { Menu } from './menu.ts'

export type Dialog =
  | { readonly kind: 'keys' }
  | { readonly kind: 'failures' }
  | { readonly kind: 'models' }
  | { readonly kind: 'settings' }
  /** `target`: the folder is for an export, and the export is gone back to. */
  | { readonly kind: 'picker'; readonly target?: true }
  | { readonly kind: 'save-set' }
  | { readonly kind: 'save-fixed' }
  | { readonly kind: 'rename'; readonly collectionId: number }
  /** `holding`: the collection that goes into it. */
  | { readonly kind: 'new-group'; readonly holding?: number }
  | { readonly kind: 'export' }
  | { readonly kind: 'jobs' }
  | { readonly kind: 'taste' }
  | { readonly kind: 'trash'; readonly plan: TrashPlan }
  | { readonly kind: 'trash-failed'; readonly failed: readonly TrashFailure[] }
  | { readonly kind: 'remove'; readonly folderId: number }

export interface ToastAct {
  readonly label: string
  readonly run: () => void
}

export interface Toast {
  readonly id: number
  readonly text: string
  readonly act: ToastAct | null
}

const TOAST_MS = 6_000
/** Below these widths the panels lie over the grid instead of beside it. */
export const INFO_BESIDE_PX = 1_100
export const FOLDERS_BESIDE_PX = 800

export class Panels {
  width = $state(1_280)
  viewer = $state(false)
  /** Photos side by side: how many. */
  compare = $state<PaneCount | null>(null)
  filters = $state(false)
  dialog = $state.raw<Dialog | null>(null)
  menu = $state.raw<Menu | null>(null)
  toasts = $state.raw<readonly Toast[]>([])
  readonly infoBeside = $derived.by(() => this.width >= INFO_BESIDE_PX)
  readonly foldersBeside = $derived.by(() => this.width >= FOLDERS_BESIDE_PX)
  /** Beside the grid a panel is open unless closed; over the grid it is closed unless opened. */
  readonly info = $derived.by(() => (this.infoBeside ? this.#infoWanted : this.#infoOver))
  readonly folders = $derived.by(() => (this.foldersBeside ? this.#foldersWanted : this.#foldersOver))
  #infoWanted = $state(true)
  #infoOver = $state(false)
  #foldersWanted = $state(true)
  #foldersOver = $state(false)
  #lastToast = 0

  toggleInfo(): void {
    if (this.infoBeside) this.#infoWanted = !this.#infoWanted
    else this.#infoOver = !this.#infoOver
  }

  toggleFolders(): void {
    if (this.foldersBeside) this.#foldersWanted = !this.#foldersWanted
    else this.#foldersOver = !this.#foldersOver
  }

  closeOverlays(): void {
    this.#infoOver = false
    this.#foldersOver = false
  }

  say(text: string, act: ToastAct | null = null): void {
    const id = (this.#lastToast += 1)
    this.toasts = [...this.toasts.slice(-2), { id, text, act }]
    setTimeout(() => {
      this.dismiss(id)
    }, TOAST_MS)
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id)
  }
}
