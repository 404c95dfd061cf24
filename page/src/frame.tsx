// What stands around every screen: the mark of a synthetic ledger, the name of the ledger, screens, language and theme.
import { type Address, SCREENS, type Screen } from "./address";
import type { Language } from "./dates";
import type { DialogName } from "./dialogs";
import { isSynthetic } from "./download";
import { Icon, type IconName } from "./icons";
import { Segments } from "./choice";
import type { Label } from "./labels";
import { Link } from "./link";
import { type Go, onScreen } from "./navigation";
import type { Reader } from "./reader";
import type { Theme } from "./theme";

const THEME_ICONS = { system: "screen", light: "sun", dark: "moon" } as const;

export interface Tools {
  copyLink: () => void;
  showDialog: (name: DialogName) => void;
  theme: Theme;
  nextTheme: () => void;
  // Empty where nobody is asked who they are.
  actor: string;
  // How many proposals wait for them.
  waiting: number;
  signOut: () => void;
}

// A link to a screen, in whichever menu. What waits for who is signed in is counted at the screen where it is decided.
export function ScreenLink({ reader, address, go, screen, waiting, onBar }: {
  reader: Reader;
  address: Address;
  go: Go;
  screen: Screen;
  waiting: number;
  onBar?: boolean;
}) {
  const to = onScreen(address, screen);
  const isCounted = screen === "record" && waiting > 0;
  return (
    <Link class={onBar && !isInBar(screen) ? "wide" : ""} to={isCounted ? { ...to, view: { ...to.view, tab: "proposals" } } : to} go={go}
      current={screen === address.screen}>
      {reader.say(screen)}
      {isCounted && <> <b class="waiting" title={reader.say("waitForYou", { n: waiting })}>{waiting}</b></>}
    </Link>
  );
}

// A button of the bar.
// onlyIf  "wide" if a narrow bar has no room for it, "narrow" if a wide one needs none.
function Tool({ reader, name, icon, onlyIf = "", values, onClick }: {
  reader: Reader;
  name: Label;
  icon: IconName;
  onlyIf?: "wide" | "narrow" | "";
  values?: Record<string, string>;
  onClick: () => void;
}) {
  const label = reader.say(name, values);
  return <button type="button" class={`tool ${onlyIf}`} title={label} aria-label={label} onClick={onClick}><Icon name={icon} /></button>;
}

export function Frame({ reader, address, go, tools }: {
  reader: Reader;
  address: Address;
  go: Go;
  tools: Tools;
}) {
  return (
    <>
      <a class="skip" href="#content">{reader.say("toContent")}</a>
      {isSynthetic(reader.ledgerName) && (
        <p class="synthetic"><b>{reader.say("synthetic")}</b> · {reader.say("madeUp")}</p>
      )}
      <header class="top">
        <a class="brand" aria-label={`tranche: ${reader.say("overview")}`} href={`/${address.language}/overview`}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <rect x="2" y="3" width="16" height="3.6" rx="1" /><rect x="2" y="8.2" width="11" height="3.6" rx="1" />
            <rect x="2" y="13.4" width="6" height="3.6" rx="1" />
          </svg>
          <span>tranche</span>
        </a>
        <span class="ledger">{reader.ledgerName}</span>
        <nav aria-label={reader.say("screens")}>
          {SCREENS.map((screen) => (
            <ScreenLink key={screen} {...{ reader, address, go, screen }} waiting={tools.waiting} onBar />
          ))}
        </nav>
        <div class="tools">
          {tools.actor !== "" && (
            <span class="who wide">
              <span title={reader.say("signedInAs", { actor: tools.actor })}>{tools.actor}</span>
              <button type="button" class="button" onClick={tools.signOut}>{reader.say("signOut")}</button>
            </span>
          )}
          <Tool name="search" icon="search" reader={reader} onClick={() => tools.showDialog("search")} />
          <Tool name="export" icon="download" reader={reader} onClick={() => tools.showDialog("export")} />
          <Tool name="copyLink" icon="link" onlyIf="wide" reader={reader} onClick={tools.copyLink} />
          <Tool name="keys" icon="keyboard" onlyIf="wide" reader={reader} onClick={() => tools.showDialog("keys")} />
          <Segments<Language> label={reader.say("language")} value={address.language}
            options={[{ value: "vi", text: "VI" }, { value: "en", text: "EN" }]}
            onChange={(language) => go({ ...address, language }, "push")} />
          <Tool name="theme" icon={THEME_ICONS[tools.theme]} onlyIf="wide" reader={reader} values={{ theme: reader.say(tools.theme) }} onClick={tools.nextTheme} />
          <Tool name="more" icon="more" onlyIf="narrow" reader={reader} onClick={() => tools.showDialog("more")} />
        </div>
      </header>
    </>
  );
}

// The screens of the phone, with names that fit below each other's icon. The use of funds is reached from a unit, the form
// from the events, and both from "more".
const ON_PHONE: Partial<Record<Screen, { icon: IconName; label: Label }>> = {
  overview: { icon: "map", label: "overview" },
  events: { icon: "list", label: "events" },
  compare: { icon: "compare", label: "compareShort" },
  reconcile: { icon: "scales", label: "reconcile" },
  replay: { icon: "play", label: "replay" },
};

// True for a screen of the phone, and of a bar that has no room for all.
export const isInBar = (screen: Screen): boolean => screen in ON_PHONE;

export function BottomBar({ reader, address, go }: { reader: Reader; address: Address; go: Go }) {
  return (
    <nav class="bottom-bar" aria-label={reader.say("screensBelow")}>
      {SCREENS.map((screen) => {
        const shown = ON_PHONE[screen];
        return shown && (
          <Link key={screen} to={onScreen(address, screen)} go={go} current={screen === address.screen}>
            <Icon name={shown.icon} /><span>{reader.say(shown.label)}</span>
          </Link>
        );
      })}
    </nav>
  );
}
