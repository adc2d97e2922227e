import { expect } from 'chai';
import { DecodeError } from '../../../src/errors/protocol-error.js';
import {
  decodeAssignments,
  decodeQueryAssignmentRequest,
  encodeAssignments,
  encodeQueryAssignmentRequest,
} from '../../../src/protocol/bodies/query-assignment.js';
import { RequestCode } from '../../../src/protocol/request-code.js';
import { bodyOf, goldenFrames } from '../support/golden.js';

describe('decodeQueryAssignmentRequest', () => {
  it('reads every recorded request, which is written the same', () => {
    const recorded = goldenFrames.filter(
      ({ code, kind }) => code === RequestCode.QUERY_ASSIGNMENT && kind === 'request',
    );
    expect(recorded).to.not.be.empty;
    for (const frame of recorded) {
      const request = decodeQueryAssignmentRequest(bodyOf(frame));
      expect(request.clientId, frame.name).to.match(/^127\.0\.0\.1@/);
      expect(encodeQueryAssignmentRequest(request), frame.name).to.deep.equal(bodyOf(frame));
    }
  });
});

describe('decodeAssignments', () => {
  it('reads every recorded answer, which is written the same', () => {
    const recorded = goldenFrames.filter(
      ({ requestCode, code }) => requestCode === RequestCode.QUERY_ASSIGNMENT && code === 0,
    );
    expect(recorded).to.not.be.empty;
    for (const frame of recorded) {
      const assignments = decodeAssignments(bodyOf(frame));
      expect(assignments, frame.name).to.not.be.empty;
      expect(encodeAssignments(assignments), frame.name).to.deep.equal(bodyOf(frame));
    }
  });

  it('tells an absent list from an empty one', () => {
    expect(encodeAssignments(undefined).toString()).to.equal('{}');
    expect(decodeAssignments(Buffer.from('{}'))).to.equal(undefined);
    expect(decodeAssignments(encodeAssignments([]))).to.deep.equal([]);
  });

  it('refuses an unknown mode', () => {
    const body = Buffer.from('{"messageQueueAssignments":[{"messageQueue":{},"mode":"PUSH"}]}');
    expect(() => decodeAssignments(body)).to.throw(DecodeError);
  });
});
