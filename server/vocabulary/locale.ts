import { z } from 'zod'

export const locales = ['en', 'zh-CN'] as const
export type AppLocale = (typeof locales)[number]
export const localeSchema = z.enum(locales)
