/** The models in use, as people see them: what each is for, whose it is, what runs it, and how far it has come. */
import { z } from 'zod'

/** `sentences` compares photos with words; `orders` learned to rank; `faces` finds faces. */
export const ModelRole = z.enum(['sentences', 'orders', 'faces'])
export type ModelRole = z.infer<typeof ModelRole>

export const ModelInUse = z.object({
  role: ModelRole,
  id: z.string(),
  /** For people; null where it has but its id. */
  name: z.string().nullable(),
  description: z.string(),
  licence: z.string(),
  /** Of the sentences it reads, as language tags; empty where it reads none. */
  languages: z.array(z.string()),
  /** Of its files together. */
  bytes: z.int().nonnegative(),
  /** What runs it: `cpu`, `webgpu`, ...; null while the process that would is not running. */
  device: z.string().nullable(),
  /** Photos that it has read, of those in the library. */
  photos: z.int().nonnegative(),
})
export type ModelInUse = z.infer<typeof ModelInUse>

export const ModelReport = z.object({
  models: z.array(ModelInUse),
  /** Photos in the library, those of drives that are offline included. */
  total: z.int().nonnegative(),
  /** Id of the model that answers meanwhile, where one before has read more; null where none does. */
  former: z.string().nullable(),
})
export type ModelReport = z.infer<typeof ModelReport>

/** Are the models what their makers published, and do they answer here as they should? Messages are for people. */
export const ModelCheck = z.object({
  files: z.object({ passed: z.boolean(), message: z.string() }),
  answers: z.object({
    passed: z.boolean(),
    message: z.string(),
    /** Both null where the model could not be asked at all. */
    device: z.string().nullable(),
    /** Cosine of the answer that lies farthest from the stored one. */
    worstCosine: z.number().nullable(),
  }),
})
export type ModelCheck = z.infer<typeof ModelCheck>
