// What a row of the field table says, and how to write one. The table itself is fields.ts.
import type { PictureRequest } from './picture-request'

/** Dotted way to a scalar of the request, such as `seed.variation.strength`. */
export type FieldPath = LeafPath<Omit<PictureRequest, 'source' | 'adapters' | 'controls' | 'passes'>>
type LeafPath<T> = { [K in keyof T & string]-?: NonNullable<T[K]> extends object ? `${K}.${LeafPath<NonNullable<T[K]>>}` : K }[keyof T & string]

/** A name that two fields share, each giving one part: `Size: 128x96` is a width and a height. */
export interface SharedName { name: string; part: 0 | 1; between: string }
export type FieldName = string | SharedName

/** Its names in the other forms of a request; absent = it has no place there. */
export interface FieldNames {
  /** Key in the address. */
  link?: FieldName
  /** A1111's name under a picture, where it has one, else ours. */
  infotext?: FieldName
  /** Other names under a picture that mean the same; only read. */
  infotextAlso?: readonly string[]
  /** Command line option, without the dashes. */
  flag?: FieldName
  /** Parameter of A1111's /sdapi/v1/txt2img. */
  api?: string
  /** Type of an axis in A1111's X/Y/Z plot; with it the field can be compared. */
  axis?: string
}

interface FieldBase extends FieldNames {
  path: FieldPath
  /** Fields without which this one means nothing. */
  needs?: readonly string[]
  /** Whether an absent value is one that a request leaves out. */
  optional: boolean
}
export interface TextField extends FieldBase { kind: 'text' }
export interface NumberField extends FieldBase, NumberRange {
  kind: 'number'
  /** The value that changes nothing, and so is never passed on. */
  off?: number
  /** What the request says beside an active neighbour of the same group, where that is not `off`. */
  filled?: number
  /** Only for samplers that list it in their meta.options. */
  ofSampler?: true
  /** Only for samplers that reseed their noise (meta.usesEnsd). */
  ofReseeding?: true
}
/** Whole numbers to 2^53-1; null = a fresh one for every picture. */
export interface SeedField extends FieldBase, NumberRange { kind: 'seed' }
/** One of a list: of `values`, or of what a registry or the library knows. */
export interface ChoiceField extends FieldBase { kind: 'choice'; of: 'sampler' | 'schedule' | 'model' | readonly string[] }
export type Field = TextField | NumberField | SeedField | ChoiceField

export interface NumberRange { min: number; max: number; whole?: boolean; /** Only multiples of this. */ step?: number }

type Row<F extends Field> = Omit<F, 'kind' | 'path' | 'optional'>

export const text = <P extends FieldPath>(path: P, row: Row<TextField>) => ({ kind: 'text', path, optional: false, ...row }) as const
export const number = <P extends FieldPath>(path: P, row: Row<NumberField>) => ({ kind: 'number', path, optional: false, ...row }) as const
export const seed = <P extends FieldPath>(path: P, row: Row<SeedField>) => ({ kind: 'seed', path, optional: false, ...row }) as const
export const choice = <P extends FieldPath, const O extends ChoiceField['of']>(path: P, of: O, row: Omit<Row<ChoiceField>, 'of'>) => ({ kind: 'choice', path, of, optional: false, ...row }) as const
/** A number that most pictures leave alone; absent = off, or the sampler's own. */
export const optional = <P extends FieldPath>(path: P, row: Row<NumberField>) => ({ kind: 'number', path, optional: true, ...row }) as const
