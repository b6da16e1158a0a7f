/** The calls about the models in use. */
import type { ModelCheck, ModelReport } from '../contract/models.ts'
import type { Implementer } from './implementer.ts'

/** What these calls need of the models; the app brings it. */
export interface ModelsToTell {
  list(): Promise<ModelReport>
  check(): Promise<ModelCheck>
}

// The inferred type names every procedure; spelling it out would write the contract a second time.

export function modelRoutes({ models: os }: Implementer, models: ModelsToTell) {
  return {
    list: os.list.handler(() => models.list()),
    check: os.check.handler(() => models.check()),
  }
}
