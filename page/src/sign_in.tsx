// What is shown when the server does not know who asks: one field for the token. What was asked stays in the address.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Language } from "./dates";
import { type Label, say } from "./labels";
import { type SignIn, signIn } from "./session";

const PROBLEMS: Record<Exclude<SignIn["kind"], "in">, Label> = {
  refused: "tokenRefused",
  "too-many": "tooManyAttempts",
  "no-answer": "signInNoAnswer",
};

export function SignInScreen({ language, signedIn }: { language: Language; signedIn: () => void }) {
  const [problem, setProblem] = useState<Label | undefined>(undefined);
  const [isAsking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [problem]);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const token = String(new FormData(form).get("token") ?? "");
    setAsking(true);
    setProblem(undefined);
    const answer = await signIn(token);
    setAsking(false);
    form.reset();
    if (answer.kind === "in") signedIn();
    else setProblem(PROBLEMS[answer.kind]);
  };
  return (
    <main class="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <h1>{say(language, "signIn")}</h1>
        <label for="token">{say(language, "token")}</label>
        <input ref={field} id="token" name="token" type="password" autocomplete="off" autocapitalize="off" spellcheck={false}
          required aria-describedby="token-help" aria-invalid={problem !== undefined} />
        <p id="token-help" class="help">{say(language, "tokenHelp")}</p>
        {problem !== undefined && <p class="problem" role="alert">{say(language, problem)}</p>}
        <button type="submit" class="button" disabled={isAsking}>{say(language, "signIn")}</button>
      </form>
    </main>
  );
}
