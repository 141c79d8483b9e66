import assert from 'node:assert/strict';
import { ownLines, postgresLines, temporalLines } from '../../src/dev/start/logLines.js';

describe('what npm start shows of the logs', () => {
  it('shows warnings and errors of our processes, with the error’s words', () => {
    const rule = ownLines(false);
    assert.equal(rule('{"level":30,"msg":"api ready"}'), undefined);
    assert.equal(rule('{"level":40,"msg":"slow","err":{"type":"Error","message":"5 s"}}'), 'slow: 5 s');
    assert.equal(rule('TypeError: x is not a function'), 'TypeError: x is not a function');
    assert.equal(rule('    at file.js:1:2'), undefined);
    assert.equal(rule('{"level":'), undefined);
  });

  it('shows everything but traces at level debug', () => {
    const rule = ownLines(true);
    assert.equal(rule('{"level":20,"msg":"polled"}'), 'polled');
    assert.equal(rule('{"level":10,"msg":"detail"}'), undefined);
  });

  it('shows of PostgreSQL what stops it, not the statements that it refuses', () => {
    const rule = postgresLines(false);
    assert.equal(rule('2026-01-01 00:00:00 UTC [1] ERROR:  duplicate key'), undefined);
    assert.equal(rule('2026-01-01 00:00:00 UTC [1] FATAL:  the database system is starting up'), undefined);
    assert.equal(rule('2026-01-01 00:00:00 UTC [1] PANIC:  disk full'), 'PANIC:  disk full');
  });

  it('shows of Temporal what stops it', () => {
    const rule = temporalLines(false);
    assert.equal(rule('{"level":"error","msg":"poll was cut off"}'), undefined);
    assert.equal(rule('{"level":"fatal","msg":"no store","error":"locked"}'), 'no store: locked');
    assert.equal(rule('Error: unknown flag'), 'Error: unknown flag');
  });
});
