// Who is signed in. The token goes to the server once and is kept nowhere; the cookie that it gives back no script can read.
import { CallError } from "./protocol/call_error";

export type SignIn = { kind: "in" } | { kind: "refused" } | { kind: "too-many" } | { kind: "no-answer" };

// True for an error that says that nobody is signed in, or no longer.
export const isSignedOut = (error: unknown): boolean => CallError.from(error).code === "unauthenticated";

// The actor; empty where the server asks nobody, or does not say.
export async function signedInActor(): Promise<string> {
  const answer = await fetch("/session", { credentials: "same-origin" });
  if (!answer.ok) return "";
  const { actor } = (await answer.json()) as { actor?: unknown };
  return typeof actor === "string" ? actor : "";
}

let signedInAt = 0; // by performance.now()

// True for a call that began before somebody signed in: that nobody had, then, says nothing of now.
export const isBeforeSignIn = (began: number): boolean => began < signedInAt;

export async function signIn(token: string): Promise<SignIn> {
  try {
    const answer = await fetch("/session", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: token.trim() }),
    });
    if (answer.ok) signedInAt = performance.now();
    if (answer.ok) return { kind: "in" };
    return { kind: answer.status === 429 ? "too-many" : answer.status === 401 ? "refused" : "no-answer" };
  } catch {
    return { kind: "no-answer" };
  }
}

export async function signOut(): Promise<void> {
  await fetch("/session", { method: "DELETE", credentials: "same-origin" });
}
