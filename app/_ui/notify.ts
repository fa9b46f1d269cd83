'use client'
import { notifications } from '@mantine/notifications'

/** Shows a success message, which closes automatically. */
export const notifyDone = (text: string) => notifications.show({ message: text, autoClose: 3_000 })
/** Shows an error message, which stays until the reader closes it. */
export const notifyFailed = (text: string) =>
  notifications.show({ message: text, color: 'red', autoClose: false, role: 'alert' })
