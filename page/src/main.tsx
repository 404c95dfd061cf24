// The page: reads the address, opens the books of the ledger, and shows the screen.
import "./style.css";
import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Basis } from "../generated/proto/view_pb";
import { type Address, SCREENS, writeAddress } from "./address";
import { type Books, openBooks } from "./asking";
import { dateOf, dayOf } from "./dates";
import { Dialog, type DialogName } from "./dialogs";
import { BottomBar, Frame } from "./frame";
import { KeyList, useKeys } from "./keys";
import { whenSignedOut } from "./ledger";
import { type Go, onScreen, readPreferredLanguage, useAddress } from "./navigation";
import { readerOf } from "./reader";
import { ScreenOf } from "./screen";
import { isSignedOut, signOut, signedInActor } from "./session";
import { SignInScreen } from "./sign_in";
import { knownAtOf, sequenceKnown } from "./sliders";
import { AddressProblem, NoAnswer } from "./states";
import { keptTheme, showTheme, useTheme } from "./theme";

interface Shown {
  basis: Basis;
  from?: Basis | undefined;
}

// The same question with its times pinned: it has the same answer for ever.
function pinned(address: Address, { basis, from }: Shown): Address {
  const sequence = String(basis.knownAtSequence);
  if (from === undefined) return { ...address, question: { ...address.question, asOf: basis.asOf, knownAt: sequence } };
  return {
    ...address, question: { ...address.question, asOf: basis.asOf },
    view: { ...address.view, from: String(from.knownAtSequence), to: sequence },
  };
}

function Opened({ address, go, books, actor, leave }: { address: Address; go: Go; books: Books; actor: string; leave: () => void }) {
  const reader = useMemo(() => readerOf(address.language, books), [address.language, books]);
  const [theme, nextTheme] = useTheme();
  const [keysAreShown, showKeys] = useState(false);
  const [dialog, showDialog] = useState<DialogName | undefined>(undefined);
  const [notice, setNotice] = useState("");
  const shown = useRef<Shown | undefined>(undefined);

  const copyLink = (): void => {
    if (shown.current === undefined) return;
    const sequence = String(shown.current.basis.knownAtSequence);
    const link = location.origin + writeAddress(pinned(address, shown.current));
    navigator.clipboard.writeText(link).then(() => setNotice(reader.say("linkCopied", { sequence })), () => setNotice(link));
  };
  const { question } = address;
  const moveDay = (days: number): void => {
    const asOf = dateOf(dayOf(question.asOf ?? books.ledger.today) + days);
    go({ ...address, question: { ...question, asOf } }, "replace");
  };
  const know = (knownAt: string | undefined): void => {
    const { knownAt: _, ...rest } = question;
    go({ ...address, question: knownAt === undefined ? rest : { ...rest, knownAt } }, "replace");
  };
  const moveEvent = (events: bigint): void => {
    const basis = shown.current?.basis;
    if (basis === undefined) return;
    const next = sequenceKnown(question, basis) + events;
    know(knownAtOf(next < 0n ? 0n : next, basis.head));
  };
  const closeWhy = (): void => {
    const { why, ...view } = address.view;
    if (why !== undefined) go({ ...address, view }, "push");
  };
  useKeys((key) => {
    const actions: Record<string, () => void> = {
      "[": () => moveDay(-1), "]": () => moveDay(1), ",": () => moveEvent(-1n), ".": () => moveEvent(1n),
      n: () => know(undefined), c: copyLink, t: nextTheme, "?": () => showKeys(true), e: () => showDialog("export"), "/": () => showDialog("search"), Escape: closeWhy,
      l: () => go({ ...address, language: address.language === "vi" ? "en" : "vi" }, "push"),
    };
    SCREENS.forEach((screen, index) => (actions[String(index + 1)] = () => go(onScreen(address, screen), "push")));
    actions[key]?.();
    return key in actions && key !== "Escape";
  });

  return (
    <>
      <Frame reader={reader} ledgerName={books.ledger.terms?.name ?? ""} address={address} go={go}
        tools={{ copyLink, showDialog, showKeys: () => showKeys(true), theme, nextTheme, actor, signOut: leave }} />
      <p class="notice" role="status">{notice}</p>
      <ScreenOf {...{ reader, books, address, go }} answered={(basis, from) => (shown.current = { basis, from })} />
      <BottomBar reader={reader} address={address} go={go} />
      {dialog !== undefined && shown.current !== undefined && (
        <Dialog name={dialog} {...{ reader, books, address, go }} basis={shown.current.basis} close={() => showDialog(undefined)} />
      )}
      {keysAreShown && <KeyList reader={reader} close={() => showKeys(false)} />}
    </>
  );
}

function App() {
  const [address, go] = useAddress();
  const [books, setBooks] = useState<Books | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const language = "kind" in address ? readPreferredLanguage() : address.language;
  const [actor, setActor] = useState("");
  const open = (): void => {
    setError(undefined);
    openBooks().then(setBooks, setError);
    signedInActor().then(setActor, () => setActor(""));
  };
  // Nothing of the ledger stays on the screen of who has signed out.
  const leave = (): void => void signOut().finally(() => location.reload());
  useEffect(open, []);
  useEffect(() => whenSignedOut((why) => { setBooks(undefined); setError(why); }), []);
  useEffect(() => void (document.documentElement.lang = language), [language]);
  if ("kind" in address) return <AddressProblem language={language} error={address} />;
  if (error !== undefined && isSignedOut(error)) return <SignInScreen language={language} signedIn={open} />;
  if (error !== undefined) return <main class="problem-page"><NoAnswer language={language} error={error} again={open} /></main>;
  if (books === undefined) return null;
  return <Opened address={address} go={go} books={books} actor={actor} leave={leave} />;
}

showTheme(keptTheme());
const page = document.getElementById("page");
if (page !== null) render(<App />, page);
