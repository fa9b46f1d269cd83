/** A clock that a test advances manually; every service receives it as `now`. */
export class TestClock {
  private ms: number

  constructor(at: string | Date) {
    this.ms = new Date(at).getTime()
  }

  readonly now = (): Date => new Date(this.ms)

  set(at: Date | string): void {
    const next = new Date(at).getTime()
    if (next < this.ms) throw new Error('Time does not run backwards')
    this.ms = next
  }

  advance(ms: number): void {
    this.ms += ms
  }
}
