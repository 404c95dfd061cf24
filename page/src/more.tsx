// What the narrow bar has no room for: the screens that are not among its own, the link, the theme, and who is signed in.
import { useEffect, useRef } from "preact/hooks";
import { SCREENS } from "./address";
import type { DialogProps } from "./dialogs";
import { isInBar } from "./frame";
import { Icon, type IconName } from "./icons";
import { Link } from "./link";
import { onScreen } from "./navigation";

export function More({ reader, address, go, tools, close }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const hide = (): void => dialog.current?.close();
  const item = (icon: IconName, text: string, act: () => void) => (
    <li><button type="button" onClick={act}><span><Icon name={icon} /> {text}</span></button></li>
  );
  return (
    <dialog class="keys search more" ref={dialog} aria-labelledby="more-heading" onClose={close}>
      <h2 id="more-heading">{reader.say("more")}</h2>
      <ul>
        {SCREENS.filter((screen) => !isInBar(screen)).map((screen) => (
          <li key={screen}>
            <Link to={onScreen(address, screen)} go={(to, how) => (hide(), go(to, how))} current={screen === address.screen}>{reader.say(screen)}</Link>
          </li>
        ))}
        {item("link", reader.say("copyLink"), () => (hide(), tools.copyLink()))}
        {item("sun", reader.say("theme", { theme: reader.say(tools.theme) }), tools.nextTheme)}
        {tools.actor !== "" && item("close", `${reader.say("signOut")} (${tools.actor})`, tools.signOut)}
      </ul>
      <button type="button" class="button" onClick={hide}>{reader.say("close")}</button>
    </dialog>
  );
}
