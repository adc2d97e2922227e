import { expect } from 'chai';
import { readScenario, scenarioNames } from './recorded-scenario.js';
import { type Difference, replay } from './replay.js';
import { isAccepted, notesOf, recordedSets, viewOf } from './scenario-notes.js';

/** More than this many lines help nobody. */
const maxLines = 30;

const describeDifference = ({ request, fact, expected, got }: Difference): string =>
  `${request}: ${fact} is ${JSON.stringify(got)}, was ${JSON.stringify(expected)}`;

async function differencesOf(set: string, scenario: string): Promise<readonly Difference[]> {
  const notes = notesOf(set, scenario);
  const { after = [], earlierMs = 0, isBrokerDown = false, config = {} } = notes;
  return await replay(readScenario(set, scenario), {
    after: after.map((name) => readScenario(set, name)),
    viewOf: (code) => viewOf(notes, code),
    earlierMs,
    isBrokerDown,
    broker: { ...recordedSets[set]?.broker, config },
  });
}

for (const [set, { scenarios = scenarioNames(set), accepted: ofSet = [] }] of Object.entries(recordedSets))
  describe(`an embedded broker, asked what a real one was asked (${set})`, () => {
    for (const scenario of scenarios)
      it(`says the same in ${scenario}`, async () => {
        const { accepted: ofScenario = [] } = notesOf(set, scenario);
        const accepted = [...ofSet, ...ofScenario];
        const differences = await differencesOf(set, scenario);
        const unexplained = differences.filter(
          (difference) => !accepted.some((each) => isAccepted(each, difference)),
        );
        expect(unexplained.map(describeDifference).slice(0, maxLines)).to.deep.equal([]);
        const outdated = ofScenario.filter((each) => !differences.some((one) => isAccepted(each, one)));
        expect(outdated, 'differences that are accepted and do not exist').to.deep.equal([]);
      });
  });
