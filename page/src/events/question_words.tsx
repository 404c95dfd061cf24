// The words of the question that choose among what is listed, each with what takes it away.
import type { Address, Question } from "../address";
import { Icon } from "../icons";
import type { Go } from "../navigation";
import type { Reader } from "../reader";

export function QuestionWords({ reader, address, go }: { reader: Reader; address: Address; go: Go }) {
  const { question } = address;
  const words: [keyof Question, string | undefined][] = [
    ["unit", question.unit && `${reader.say("unit")}: ${reader.unitName(question.unit)}`],
    ["year", question.year === undefined ? undefined : `${reader.say("year")}: ${question.year}`],
    ["source", question.source && `${reader.say("source")}: ${reader.sourceName(question.source)}`],
    ["area", question.area === undefined ? undefined : `${reader.say("area")}: ${question.area === "" ? reader.say("noArea") : reader.areaName(question.area)}`],
    ["knownAt", question.knownAt && `${reader.say("knownAt")}: ${question.knownAt}`],
  ];
  const drop = (name: keyof Question): void => {
    const { [name]: _, ...rest } = question;
    const { after: __, ...view } = address.view;
    go({ ...address, question: rest, view }, "push");
  };
  return (
    <>
      {words.map(([name, text]) => text !== undefined && (
        <button key={name} type="button" class={`word ${name}`} aria-label={reader.say("removeFilter", { filter: text })} onClick={() => drop(name)}>
          {text}<Icon name="close" />
        </button>
      ))}
    </>
  );
}
