import { Face } from '@/app/_ui/face'
import type { Stories } from '../story'

export const stories: Stories = {
  staff: () => <Face name="Ana Lim" />,
  customer: () => <Face name="陈晨" outlined />,
  nobody: () => <Face name={null} />,
  large: () => <Face name="Marco Rossi" size={40} />,
}
