// The signature under an approval of an actor who is registered with a key (docs/event_catalogue.md, "Approvals").
import type { ProposalRow } from "../../generated/proto/view_pb";
import { base64Of, fromBase64 } from "../bytes";

const PEM = /-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----/;

// In base64. The key is read, used and forgotten. Throws for a file that is no Ed25519 key in PEM (PKCS#8), and where the
// browser signs nothing: on a page that came neither over HTTPS nor from this machine.
//
// file  of the private key, as `tranche key generate` or `openssl genpkey -algorithm ed25519` writes it.
export async function signatureOf(file: Blob, ledgerId: string, { proposal, digest }: ProposalRow, actor: string): Promise<string> {
  const [, base64 = ""] = PEM.exec(await file.text()) ?? [];
  const key = await crypto.subtle.importKey("pkcs8", fromBase64(base64.replace(/\s/g, "")), "Ed25519", false, ["sign"]);
  const text = ["tranche approval v1", ledgerId, proposal, digest, actor].map((line) => `${line}\n`).join("");
  return base64Of(new Uint8Array(await crypto.subtle.sign("Ed25519", key, new TextEncoder().encode(text))));
}
