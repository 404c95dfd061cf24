// What the narrow bar has no room for: the screens that are not among its own, the link, the theme, and who is signed in.
import { SCREENS } from "./address";
import type { DialogProps } from "./dialogs";
import { ScreenLink, isInBar } from "./frame";
import { Icon, type IconName } from "./icons";
import { Modal, useOpening } from "./modal";

export function More({ reader, address, go, tools, close }: DialogProps) {
  const opening = useOpening();
  const { hide } = opening;
  const item = (icon: IconName, text: string, act: () => void) => (
    <li><button type="button" onClick={act}><span><Icon name={icon} /> {text}</span></button></li>
  );
  return (
    <Modal name="search more" title="more" {...{ reader, opening, close }}>
      <ul>
        {SCREENS.filter((screen) => !isInBar(screen)).map((screen) => (
          <li key={screen}>
            <ScreenLink {...{ reader, address, screen }} go={(to, how) => (hide(), go(to, how))} waiting={tools.waiting} />
          </li>
        ))}
        {item("link", reader.say("copyLink"), () => (hide(), tools.copyLink()))}
        {item("sun", reader.say("theme", { theme: reader.say(tools.theme) }), tools.nextTheme)}
        {tools.actor !== "" && item("close", `${reader.say("signOut")} (${tools.actor})`, tools.signOut)}
      </ul>
    </Modal>
  );
}
