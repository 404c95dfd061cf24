// What becomes of a call that is not answered, by the Connect protocol.
import type { Message } from "@bufbuild/protobuf";
import { fromBase64 } from "../bytes";
import { type NameOf, fromBytes } from "./messages";

const CODES = [
  "canceled", "unknown", "invalid_argument", "deadline_exceeded", "not_found", "already_exists", "permission_denied", "resource_exhausted",
  "failed_precondition", "aborted", "out_of_range", "unimplemented", "internal", "unavailable", "data_loss", "unauthenticated",
] as const;
export type Code = (typeof CODES)[number];

// Of an answer that is none of ours: from a proxy, for example.
const OF_STATUS: Record<number, Code> = {
  400: "internal", 401: "unauthenticated", 403: "permission_denied", 404: "unimplemented", 429: "unavailable", 502: "unavailable", 503: "unavailable", 504: "unavailable",
};

interface Detail {
  type: string;
  value: string; // base64
}

interface ErrorJson {
  code?: string;
  message?: string;
  details?: Detail[];
}

export class CallError extends Error {
  constructor(message: string, readonly code: Code, readonly details: readonly Detail[] = [], override readonly cause?: unknown) {
    super(message);
  }

  // Any error as one of a call: one that the browser made while it fetched has it as its cause.
  static from(error: unknown): CallError {
    if (error instanceof CallError) return error;
    if (error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError")) return new CallError(error.message, "canceled");
    return new CallError(error instanceof Error ? error.message : String(error), "unknown", [], error);
  }

  // What the server says; `status` where it does not say which error it is.
  static of(json: unknown, status = 0): CallError {
    const { code, message = `HTTP ${status}`, details = [] } = (typeof json === "object" && json !== null ? json : {}) as ErrorJson;
    return new CallError(message, CODES.find((one) => one === code) ?? OF_STATUS[status] ?? "unknown", details);
  }

  // The detail of this kind; undefined if it has none that can be read.
  detail<T extends Message>(name: NameOf<T>): T | undefined {
    const found = this.details.find(({ type }) => type === `tranche.v1.${name}`);
    if (found === undefined) return undefined;
    try {
      return fromBytes<T>(name, fromBase64(found.value));
    } catch {
      return undefined;
    }
  }
}
