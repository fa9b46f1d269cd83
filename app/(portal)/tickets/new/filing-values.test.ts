import { describe, expect, test } from 'vitest'
import {
  emptyFiling,
  fieldsFromProfile,
  filingInput,
  isUntouched,
  missingFields,
  openingValues,
  prefill,
  productsToChoose,
  readFilingValues,
  severityOf,
} from './filing-values'

const project = {
  id: '0190b0a0-0000-7000-8000-000000000001',
  name: 'Voice',
  appId: 'app',
  organisation: { id: '0190b0a0-0000-7000-8000-000000000002', name: 'Acme', plan: 'Enterprise' },
  products: ['real_time_messaging'],
  scenario: 'voice_chat_room',
  platforms: ['android', 'ios'],
  sdkVersion: '4.6.1',
  regions: ['Indonesia'],
  carriers: [],
}
const rest = { clientKey: '0190b0a0-0000-4000-8000-000000000003', attachmentIds: [], startedAt: null, followUpOf: null }

describe('the filing form', () => {
  test('an S1 needs only project, scenario and what happens', () => {
    const values = {
      ...emptyFiling,
      projectId: project.id,
      scenario: 'meeting',
      body: 'Nobody hears anybody.',
      chosenSeverity: 'S1' as const,
    }
    expect(missingFields(values)).toEqual([])
    expect(filingInput(values, rest)).toMatchObject({ severity: 'S1', product: null, impact: null })
  })

  test('names what is missing', () => {
    expect(missingFields({ ...emptyFiling, body: '  ' })).toEqual(['projectId', 'scenario', 'body', 'severity'])
    expect(filingInput(emptyFiling, rest)).toBeNull()
  })

  test('the project profile fills empty fields and keeps what was typed', () => {
    const filled = prefill({ ...emptyFiling, sdkVersion: '5.0.0' }, project, undefined)
    expect(filled).toMatchObject({ scenario: 'voice_chat_room', product: 'real_time_messaging', sdkVersion: '5.0.0' })
    const other = { ...project, id: 'other', scenario: 'meeting', platforms: ['web'], sdkVersion: '1.0.0' }
    expect(prefill(filled, other, project)).toMatchObject({
      projectId: 'other',
      scenario: 'meeting',
      platforms: ['web'],
      sdkVersion: '5.0.0',
    })
  })

  test('a severity chosen by hand takes precedence over the proposed one', () => {
    const impact = { production: 'yes', users: 'most', otherWay: 'no' } as const
    expect(severityOf({ ...emptyFiling, impact })).toBe('S1')
    expect(severityOf({ ...emptyFiling, impact, chosenSeverity: 'S3' })).toBe('S3')
    expect(severityOf({ ...emptyFiling, impact: { production: 'yes' } })).toBeNull()
  })

  test('a draft of another version is read as far as its fields are compatible', () => {
    expect(readFilingValues({ body: 'kept', platforms: ['fridge'], chosenSeverity: 'S9', impact: 4 })).toEqual({
      ...emptyFiling,
      body: 'kept',
    })
  })

  test('a text of invisible characters is no description', () => {
    expect(missingFields({ ...emptyFiling, body: '\u200B \u2800' })).toContain('body')
  })

  test('a follow-up copies all facts of the earlier ticket except the description of the problem', () => {
    const facts = {
      projectId: project.id,
      scenario: 'meeting',
      product: 'video_call',
      platforms: ['ios' as const],
      sdkVersion: '4.6.0',
      region: 'Java',
      carrier: 'Telkomsel',
      errorCodes: ['1102'],
      channelId: 'room-1',
      userIds: '7, 8',
    }
    const earlier = { reference: 'ACME-1', subject: 'No sound', facts }
    expect(openingValues(earlier, [project])).toEqual({ ...emptyFiling, ...facts })
    expect(openingValues(earlier, [])).toMatchObject({ projectId: '', channelId: 'room-1' })
    expect(openingValues(null, [project])).toEqual(emptyFiling)
  })

  test('prefilled values alone make no draft; typed text does', () => {
    const opened = prefill(emptyFiling, project, undefined)
    expect(isUntouched(emptyFiling, emptyFiling, [project])).toBe(true)
    expect(isUntouched(opened, emptyFiling, [project])).toBe(true)
    expect(isUntouched({ ...opened, channelId: 'x' }, emptyFiling, [project])).toBe(false)
  })

  test('a project with several products asks which one, and marks as prefilled only what its profile filled', () => {
    const several = { ...project, products: ['real_time_messaging', 'video_call'] }
    const values = prefill(emptyFiling, several, undefined)
    expect(productsToChoose(values, several)).toEqual(several.products)
    expect(fieldsFromProfile(values, several)).toEqual(['region', 'sdkVersion', 'platforms'])
    expect(productsToChoose(prefill(emptyFiling, project, undefined), project)).toEqual([])
    expect(fieldsFromProfile({ ...values, sdkVersion: '9' }, several)).toEqual(['region', 'platforms'])
  })
})
