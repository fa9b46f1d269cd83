import { expect, it } from 'vitest'
import { smtpRefusal } from './transport'

type Failure = Parameters<typeof smtpRefusal>[0]
const failure = (more: Partial<Failure>): Failure => ({ message: 'refused', ...more })

/** SEMANTICS §3: SMTP 5xx is permanent; SMTP 4xx, no connection and a timeout mean "not now". */
it.each<[string, Partial<Failure>, Partial<ReturnType<typeof smtpRefusal>>]>([
  [
    '550 to the recipient',
    { responseCode: 550, code: 'EENVELOPE', command: 'RCPT TO' },
    { permanent: true, noMailbox: true },
  ],
  ['552 to the data', { responseCode: 552, code: 'EMESSAGE', command: 'DATA' }, { permanent: true, noMailbox: false }],
  ['550 to the sender', { responseCode: 550, code: 'EENVELOPE', command: 'MAIL FROM' }, { permanent: true }],
  ['450 to the recipient', { responseCode: 450, code: 'EENVELOPE', command: 'RCPT TO' }, { permanent: false }],
  [
    '421 at any time',
    { responseCode: 421, code: 'ECONNECTION', command: 'EHLO' },
    { permanent: false, mayHaveArrived: false },
  ],
  [
    '451 after the data',
    { responseCode: 451, code: 'EMESSAGE', command: 'DATA' },
    { permanent: false, mayHaveArrived: false },
  ],
  [
    'no connection',
    { code: 'ESOCKET', command: 'CONN', message: 'connect ECONNREFUSED 127.0.0.1:25' },
    { permanent: false, mayHaveArrived: false },
  ],
  [
    'no greeting',
    { code: 'ETIMEDOUT', command: 'CONN', message: 'Greeting never received' },
    { permanent: false, mayHaveArrived: false },
  ],
  [
    'a timeout in the middle',
    { code: 'ETIMEDOUT', command: 'CONN', message: 'Timeout' },
    { permanent: false, mayHaveArrived: true },
  ],
  [
    'a closed connection',
    { code: 'ECONNECTION', command: 'CONN', message: 'Connection closed unexpectedly' },
    { permanent: false, mayHaveArrived: true },
  ],
  ['our own wrong password', { responseCode: 535, code: 'EAUTH', command: 'AUTH LOGIN' }, { permanent: false }],
  ['554 instead of a greeting', { responseCode: 554, code: 'EPROTOCOL', command: 'CONN' }, { permanent: false }],
  ['an invalid address', { code: 'EENVELOPE', command: 'API' }, { permanent: true, mayHaveArrived: false }],
])('%s', (_, of, expected) => expect(smtpRefusal(failure(of))).toMatchObject(expected))
