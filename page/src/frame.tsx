// What stands around every screen: the mark of a synthetic ledger, the name of the ledger, screens, language and theme.
import { type Address, SCREENS, type Screen } from "./address";
import type { Language } from "./dates";
import type { DialogName } from "./dialogs";
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
  showKeys: () => void;
  theme: Theme;
  nextTheme: () => void;
  // Empty where nobody is asked who they are.
  actor: string;
  signOut: () => void;
}

export function Frame({ reader, ledgerName, address, go, tools }: {
  reader: Reader;
  ledgerName: string;
  address: Address;
  go: Go;
  tools: Tools;
}) {
  return (
    <>
      <a class="skip" href="#content">{reader.say("toContent")}</a>
      {ledgerName.startsWith("SYNTHETIC") && (
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
        <span class="ledger">{ledgerName}</span>
        <nav aria-label={reader.say("screens")}>
          {SCREENS.map((screen) => (
            <Link key={screen} to={onScreen(address, screen)} go={go} current={screen === address.screen}>{reader.say(screen)}</Link>
          ))}
        </nav>
        <div class="tools">
          {tools.actor !== "" && (
            <span class="who">
              <span title={reader.say("signedInAs", { actor: tools.actor })}>{tools.actor}</span>
              <button type="button" class="button" onClick={tools.signOut}>{reader.say("signOut")}</button>
            </span>
          )}
          <button type="button" class="tool" title={reader.say("search")} aria-label={reader.say("search")} onClick={() => tools.showDialog("search")}><Icon name="search" /></button>
          <button type="button" class="tool" title={reader.say("export")} aria-label={reader.say("export")} onClick={() => tools.showDialog("export")}><Icon name="download" /></button>
          <button type="button" class="tool link" title={reader.say("copyLink")} aria-label={reader.say("copyLink")} onClick={tools.copyLink}><Icon name="link" /></button>
          <button type="button" class="tool keyboard" title={reader.say("keys")} aria-label={reader.say("keys")} onClick={tools.showKeys}><Icon name="keyboard" /></button>
          <Segments<Language> label={reader.say("language")} value={address.language}
            options={[{ value: "vi", text: "VI" }, { value: "en", text: "EN" }]}
            onChange={(language) => go({ ...address, language }, "push")} />
          <button type="button" class="tool" title={reader.say("theme", { theme: reader.say(tools.theme) })}
            aria-label={reader.say("theme", { theme: reader.say(tools.theme) })} onClick={tools.nextTheme}>
            <Icon name={THEME_ICONS[tools.theme]} />
          </button>
        </div>
      </header>
    </>
  );
}

// The screens of the phone, with names that fit below each other's icon. The use of funds is reached from a unit, the form
// from the events.
const ON_PHONE: Partial<Record<Screen, { icon: IconName; label: Label }>> = {
  overview: { icon: "map", label: "overview" },
  events: { icon: "list", label: "events" },
  compare: { icon: "compare", label: "compareShort" },
  reconcile: { icon: "scales", label: "reconcile" },
  replay: { icon: "play", label: "replay" },
};

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
