import { expect, it } from 'vitest';
import { createExecAccess } from './exec-access.ts';

const access = createExecAccess({
  allow: ['127.0.0.0/8', '::1/128', '10.1.0.0/16'],
  trustedProxies: ['127.0.0.1/32', '10.9.0.1/32'],
});

it('lets allowed addresses call', () => {
  expect(access.allows('127.0.0.1', {})).toBe(true);
  expect(access.allows('::ffff:127.0.0.1', {})).toBe(true);
  expect(access.allows('::1', {})).toBe(true);
  expect(access.allows('192.168.1.1', {})).toBe(false);
  expect(access.allows(undefined, {})).toBe(false);
});

it('believes a forwarding header of a trusted proxy only, and of it the last address that is no proxy', () => {
  const via = (peer: string, header: string): boolean => access.allows(peer, { 'x-forwarded-for': header });
  expect(via('127.0.0.1', '10.1.2.3')).toBe(true);
  expect(via('127.0.0.1', '8.8.8.8')).toBe(false);
  expect(via('127.0.0.1', '10.1.2.3, 8.8.8.8')).toBe(false);
  expect(via('127.0.0.1', '8.8.8.8, 10.1.2.3, 10.9.0.1')).toBe(true);
  expect(via('10.1.2.3', '10.1.2.3')).toBe(false);
  expect(via('127.0.0.1', 'unknown')).toBe(false);
  expect(access.allows('127.0.0.1', { via: '1.1 proxy' })).toBe(false);
  expect(access.allows('127.0.0.1', { forwarded: 'for="[::1]:80";proto=http' })).toBe(true);
});

it('knows whose request it is: whom a trusted proxy tells of, else who connected', () => {
  const header = { 'x-forwarded-for': '8.8.8.8, 203.0.113.9' };
  expect(access.client('127.0.0.1', header)).toBe('203.0.113.9');
  expect(access.client('127.0.0.1', { 'x-forwarded-for': 'unknown' })).toBe('127.0.0.1');
  expect(access.client('127.0.0.1', {})).toBe('127.0.0.1');
  // Anybody may write the header.
  expect(access.client('::ffff:10.1.2.3', header)).toBe('10.1.2.3');
});
