// The registered projects, with what each source supports them with and what has become of it, and what the programme has brought
// about.
import type { ComponentChildren } from "preact";
import type { OutputRow, ProjectRow } from "../../generated/proto/view_pb";
import type { Address } from "../address";
import { dateText } from "../dates";
import { ledger, questionText } from "../ledger";
import type { Go } from "../navigation";
import { countText } from "../numbers";
import type { Reader } from "../reader";
import { NoAnswer } from "../states";
import { useAnswer } from "../use_answer";
import { WideTable } from "../wide_table";
import { EventLink } from "./event";
import { QuestionWords } from "./question_words";

interface Props {
  reader: Reader;
  address: Address;
  go: Go;
}

async function askBoth({ question }: Pick<Address, "question">): Promise<{ projects: ProjectRow[]; outputs: OutputRow[] }> {
  const asked = questionText(question);
  const [projects, outputs] = await Promise.all([ledger.listProjects({ question: asked }), ledger.listOutputs({ question: asked })]);
  return { projects: projects.list?.projects ?? [], outputs: outputs.list?.outputs ?? [] };
}

const AMOUNTS = ["support", "committed", "disbursed", "left"] as const;

// A row for each source; the first has what is said of the project itself.
function Project({ reader, address, go, project }: Props & { project: ProjectRow }) {
  const { projectId, name, unitId, areaId, money, registration, stop, stoppedOn, decision } = project;
  const link = (sequence: bigint, text: string) => <EventLink {...{ address, go, sequence }}>{text}</EventLink>;
  const amount = (digits: string): string => (digits === "" ? "–" : reader.millions(BigInt(digits)));
  const rows = Math.max(money.length, 1);
  return (
    <>
      {Array.from({ length: rows }, (_, at) => (
        <tr key={at}>
          {at === 0 && <th scope="row" rowSpan={rows}>{link(registration, projectId)}</th>}
          {at === 0 && (
            <td class="wraps" rowSpan={rows}>
              {name}<small>{[reader.unitName(unitId), areaId === "" ? "" : reader.areaName(areaId), project.kind].filter((text) => text !== "").join(" · ")}</small>
              {stop > 0n && <small>{link(stop, reader.say("stoppedOn", { date: dateText(reader.language, stoppedOn) }))} {decision}</small>}
            </td>
          )}
          <td>{money[at] !== undefined && reader.sourceName(money[at].sourceId)}</td>
          {AMOUNTS.map((column) => <td key={column} class="number" title={money[at]?.[column] ? reader.inFull(BigInt(money[at][column])) : ""}>{amount(money[at]?.[column] ?? "")}</td>)}
        </tr>
      ))}
    </>
  );
}

function Projects({ projects, ...props }: Props & { projects: readonly ProjectRow[] }) {
  const { reader } = props;
  if (projects.length === 0) return <p class="quiet">{reader.say("noProjects")}</p>;
  return (
    <WideTable named="projects">
      <thead>
        <tr>
          <th scope="col">{reader.say("project")}</th><th scope="col">{reader.say("projectName")}</th><th scope="col">{reader.say("source")}</th>
          {AMOUNTS.map((column) => <th key={column} scope="col" class="number">{reader.say(column)}</th>)}
        </tr>
      </thead>
      <tbody>{projects.map((project) => <Project key={project.projectId} {...props} project={project} />)}</tbody>
    </WideTable>
  );
}

function Outputs({ reader, outputs }: Pick<Props, "reader"> & { outputs: readonly OutputRow[] }) {
  if (outputs.length === 0) return <p class="quiet">{reader.say("noOutputs")}</p>;
  return (
    <WideTable named="outputs">
      <thead>
        <tr>
          <th scope="col">{reader.say("unit")}</th><th scope="col">{reader.say("year")}</th><th scope="col">{reader.say("indicator")}</th>
          <th scope="col" class="number">{reader.say("quantity")}</th><th scope="col">{reader.say("indicatorUnit")}</th><th scope="col" class="number">{reader.say("reports")}</th>
        </tr>
      </thead>
      <tbody>
        {outputs.map((row) => (
          <tr key={`${row.unitId}/${row.fiscalYear}/${row.indicatorId}`}>
            <th scope="row">{reader.unitName(row.unitId)}</th><td>{row.fiscalYear}</td>
            <td class="wraps">{(reader.language === "en" && row.indicatorNameEn) || row.indicatorName}</td>
            <td class="number">{countText(reader.language, BigInt(row.quantity || 0))}</td><td>{row.indicatorUnit}</td><td class="number">{row.reports}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}

// pinned  as in ExceptionList.
export function ProjectLists({ pinned, tabs, ...props }: Props & { pinned: Address; tabs: ComponentChildren }) {
  const { reader } = props;
  const { answer, error, again } = useAnswer(pinned, askBoth, undefined);
  return (
    <section class="event-list" aria-label={reader.say("projects")}>
      <div class="event-head">{tabs}<div class="event-filters"><QuestionWords {...props} /></div></div>
      {error !== undefined && <NoAnswer language={reader.language} error={error} again={again} />}
      {error === undefined && answer !== undefined && (
        <div class="event-frame lists">
          <section class="card"><h2 id="projects">{reader.say("projects")} <small>{reader.million}</small></h2><Projects {...props} projects={answer.projects} /></section>
          <section class="card"><h2 id="outputs">{reader.say("outputs")}</h2><Outputs reader={reader} outputs={answer.outputs} /></section>
        </div>
      )}
    </section>
  );
}
