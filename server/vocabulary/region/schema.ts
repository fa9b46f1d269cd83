import { oneLine } from '../schemas/text'
import { storedRegion } from './region.rules'

/** One region of at most `max` characters, as it is stored. */
export const regionInput = (max: number) => oneLine(max).transform(storedRegion).pipe(oneLine(max))
