'use client'
import { notifications } from '@mantine/notifications'

/** Says that something was done; goes by itself. */
export const notifyDone = (text: string) => notifications.show({ message: text, autoClose: 3_000 })
/** Says that something failed; stays until the reader has closed it. */
export const notifyFailed = (text: string) =>
  notifications.show({ message: text, color: 'red', autoClose: false, role: 'alert' })
