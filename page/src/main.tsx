// The page: reads the address, opens the books of the ledger, and shows the screen.
import "./style.css";
import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Basis } from "../generated/proto/view_pb";
import { type Address, SCREENS, writeAddress } from "./address";
import { type Books, openBooks, pinnedQuestion } from "./asking";
import { forgetLines } from "./band/timeline";
import { BasisOfHead } from "./basis_of";
import { useLostSince, whenConnectionChanges } from "./connection";
import { Dialog, type DialogName } from "./dialogs";
import { BottomBar, Frame, type Tools } from "./frame";
import { useKeys } from "./keys";
import { whenSignedOut } from "./ledger";
import { useMoves } from "./moves";
import { type Go, hasBasis, onScreen, readPreferredLanguage, useAddress } from "./navigation";
import { Lost, News, useNews } from "./news";
import { useApprovals } from "./proposals/waiting";
import { readerOf } from "./reader";
import { ScreenOf } from "./screen";
import { isSignedOut, signOut, signedInActor } from "./session";
import { SignInScreen } from "./sign_in";
import { AddressProblem, NoAnswer, PageProblem, notInBooks } from "./states";
import { keptTheme, showTheme, useTheme } from "./theme";

interface Shown {
  screen: Address["screen"];
  basis: Basis;
  from?: Basis | undefined;
}

const NOTICE_MS = 10_000;

// The same question with its times pinned: it has the same answer for ever. undefined while there is no answer.
function pinned(address: Address, shown: Shown | undefined, books: Books): Address | undefined {
  const question = pinnedQuestion(address.question, books);
  const isPinned = /^[0-9]+$/.test(question.knownAt ?? "") || address.screen !== "events";
  if (!hasBasis(address) && isPinned) return { ...address, question };
  if (shown === undefined) return undefined;
  if (!hasBasis(address)) return { ...address, question: { ...question, knownAt: String(shown.basis.knownAtSequence) } };
  const { basis, from } = shown;
  const sequence = String(basis.knownAtSequence);
  if (from === undefined) return { ...address, question: { ...address.question, asOf: basis.asOf, knownAt: sequence } };
  return {
    ...address, question: { ...address.question, asOf: basis.asOf },
    view: { ...address.view, from: String(from.knownAtSequence), to: sequence },
  };
}

// Without what was opened beside the answer: its postings, or one event or proposal of the list. undefined if nothing was.
function withoutPanel({ sequence, view: { why, proposal, ...view }, ...rest }: Address): Address | undefined {
  return sequence === undefined && why === undefined && proposal === undefined ? undefined : { ...rest, view };
}

interface OpenedProps {
  address: Address;
  go: Go;
  books: Books;
  // Who is signed in; empty where nobody is asked.
  actor: string;
  leave: () => void;
  reopen: () => void;
}

function Opened({ address, go, books, actor, leave, reopen }: OpenedProps) {
  const reader = useMemo(() => readerOf(address.language, books), [address.language, books]);
  const [theme, nextTheme] = useTheme();
  const [dialog, setDialog] = useState<{ name: DialogName; opening: number } | undefined>(undefined);
  const openings = useRef(0);
  const showDialog = (name: DialogName): void => setDialog({ name, opening: openings.current++ });
  const [notice, setNotice] = useState<{ text: string; isBrief?: boolean }>({ text: "" });
  useEffect(() => setNotice({ text: "" }), [address]);
  useEffect(() => {
    const timer = setTimeout(() => notice.isBrief && setNotice({ text: "" }), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  const answered = useRef<Shown | undefined>(undefined);
  const known = (): Shown | undefined => (answered.current?.screen === address.screen ? answered.current : undefined);
  const shown = (): Shown | undefined => (hasBasis(address) ? known() : undefined);
  const moves = useMoves(address, go, books.ledger.today, () => shown()?.basis);
  const news = useNews(books.ledger.head);
  const approvals = useApprovals(books, actor, address.screen === "record");
  const showNews = (): void => {
    forgetLines();
    reopen();
  };
  const copyLink = (): void => {
    const to = pinned(address, known(), books);
    if (to === undefined) return;
    const link = location.origin + writeAddress(to);
    const sequence = shown()?.basis.knownAtSequence ?? to.question.knownAt ?? "";
    // On a page that came over plain HTTP there is no clipboard.
    const copied = navigator.clipboard?.writeText(link) ?? Promise.reject();
    // The link itself stays, to be copied by hand.
    copied.then(() => setNotice({ text: reader.say("linkCopied", { sequence: String(sequence) }), isBrief: true }), () => setNotice({ text: link }));
  };
  // What is exported is what is shown, and so waits for it.
  const isReady = dialog?.name !== "export" || shown() !== undefined || !hasBasis(address);
  const closePanel = (): void => {
    const without = withoutPanel(address);
    if (without !== undefined) go(without, "push");
  };
  useKeys((key) => {
    const actions: Record<string, () => void> = {
      "[": () => moves.day(-1), "]": () => moves.day(1), ",": () => moves.event(-1n), ".": () => moves.event(1n),
      "{": () => moves.toChange("previousDay"), "}": () => moves.toChange("nextDay"), n: moves.toNow,
      c: copyLink, t: nextTheme, "?": () => showDialog("keys"), e: () => showDialog("export"), "/": () => showDialog("search"),
      l: () => go({ ...address, language: address.language === "vi" ? "en" : "vi" }, "push"), Escape: closePanel,
    };
    SCREENS.forEach((screen, index) => (actions[String(index + 1)] = () => go(onScreen(address, screen), "push")));
    actions[key]?.();
    return key in actions && key !== "Escape";
  });

  const missing = notInBooks(address, books);
  const lostSince = useLostSince();
  const tools: Tools = { copyLink, showDialog, theme, nextTheme, actor, waiting: approvals.waiting, signOut: leave };
  return (
    <>
      {lostSince !== undefined && <Lost reader={reader} since={lostSince} />}
      <Frame {...{ reader, address, go, tools }} />
      <p class="notice" role="status">{notice.text}</p>
      {news !== undefined && <News reader={reader} news={news} show={showNews} />}
      {missing !== undefined ? <><PageProblem language={address.language} text={missing} /><BasisOfHead reader={reader} head={books.ledger.head} /></> : (
        <ScreenOf {...{ reader, books, address, go, actor, approvals }}
          answered={(basis, from) => (answered.current = { screen: address.screen, basis, from })} />
      )}
      <BottomBar reader={reader} address={address} go={go} />
      {dialog !== undefined && isReady && (
        // A browser tells late that a dialog was closed: the next may be open by then, and stays.
        <Dialog key={dialog.opening} name={dialog.name} {...{ reader, books, address, go, tools }} basis={shown()?.basis}
          earlier={shown()?.from} close={() => setDialog((now) => (now === dialog ? undefined : now))} />
      )}
    </>
  );
}

function App() {
  const [address, go] = useAddress();
  const [opened, setOpened] = useState<{ books: Books; actor: string } | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const language = "kind" in address ? readPreferredLanguage() : address.language;
  const open = (): void => {
    setError(undefined);
    Promise.all([openBooks(), signedInActor().catch(() => "")]).then(([books, actor]) => setOpened({ books, actor }), setError);
  };
  // Nothing of the ledger stays on the screen of who has signed out.
  const leave = (): void => void signOut().finally(() => location.reload());
  useEffect(open, []);
  useEffect(() => (error === undefined ? undefined : whenConnectionChanges((lost) => lost || open())), [error]);
  useEffect(() => whenSignedOut((why) => { setOpened(undefined); setError(why); }), []);
  useEffect(() => void (document.documentElement.lang = language), [language]);
  if ("kind" in address) {
    return (
      <>
        <AddressProblem language={language} error={address} />
        {opened !== undefined && <BasisOfHead reader={readerOf(language, opened.books)} head={opened.books.ledger.head} />}
      </>
    );
  }
  if (error !== undefined && isSignedOut(error)) return <SignInScreen language={language} signedIn={open} />;
  if (error !== undefined) return <main class="problem-page"><NoAnswer language={language} error={error} again={open} /></main>;
  if (opened === undefined) return null;
  return <Opened {...opened} {...{ address, go, leave }} reopen={open} />;
}

showTheme(keptTheme());
const page = document.getElementById("page");
if (page !== null) render(<App />, page);
