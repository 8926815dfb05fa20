using System.Text.Json.Serialization;
using Lector.Core.Answering;
using Lector.Core.Reading;

namespace Lector.Core.Ledgers.Disclosures;

/// <summary>What a row of the disclosure ledger says. All hashes are SHA-256 in lower-case hex, all document offsets UTF-16 units of its text, all body offsets bytes.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Begun), "begun")]
[JsonDerivedType(typeof(Request), "request")]
[JsonDerivedType(typeof(Part), "part")]
[JsonDerivedType(typeof(Attempt), "attempt")]
[JsonDerivedType(typeof(Reader), "reader")]
[JsonDerivedType(typeof(Envelope), "envelope")]
[JsonDerivedType(typeof(Passage), "passage")]
public abstract record LedgerEntry
{
    private LedgerEntry() { }

    /// <summary>The ledger begins.</summary>
    /// <param name="Form">Version of this form, <see cref="DisclosureLedger.Form"/>.</param>
    /// <param name="Run">Which run.</param>
    /// <param name="Limits">What the ledger does not prove, <see cref="DisclosureLedger.Limits"/>.</param>
    public sealed record Begun(string Form, string Run, string Limits) : LedgerEntry;

    /// <summary>A request to a frontier model was prepared. Nothing is sent by that: an <see cref="Attempt"/> says so.</summary>
    /// <param name="Number">Its number in this ledger, from 1.</param>
    /// <param name="Destination">Where it is to go.</param>
    /// <param name="BodySha256">Hash of the exact body.</param>
    /// <param name="BodyBytes">Its length.</param>
    /// <param name="BodyForm">How document text stands in it.</param>
    /// <param name="Parts">How many <see cref="Part"/> rows follow.</param>
    public sealed record Request(int Number, FrontierDestination Destination, string BodySha256, int BodyBytes, BodyForm BodyForm, int Parts) : LedgerEntry;

    /// <summary>What a stretch of a request's body discloses. The parts of a request cover its body without gap or overlap.</summary>
    /// <param name="RequestNumber">The request's number.</param>
    /// <param name="What">What it is.</param>
    /// <param name="Offset">First byte in the body.</param>
    /// <param name="Length">Bytes.</param>
    /// <param name="Sha256">Hash: of document text, of the span's text in UTF-8; of anything else, of the bytes in the body.</param>
    /// <param name="Document">The document that it comes from or names.</param>
    /// <param name="DocumentSha256">Hash of that document's original bytes, for document text.</param>
    /// <param name="Start">First unit in the document's text, inclusive, for document text.</param>
    /// <param name="End">Last unit, exclusive, for document text.</param>
    /// <param name="Characters">UTF-16 units of document text.</param>
    /// <param name="Reason">Why it was disclosed, for document text.</param>
    public sealed record Part(int RequestNumber, DisclosedKind What, int Offset, int Length, string Sha256, string? Document, string? DocumentSha256, int? Start, int? End, int? Characters, string? Reason) : LedgerEntry;

    /// <summary>A request was sent, or a person carried it.</summary>
    /// <param name="RequestNumber">The request's number.</param>
    /// <param name="Number">Which attempt, from 1.</param>
    /// <param name="State">How far it got.</param>
    /// <param name="Note">What came back in words, or where a person says it went; never document text.</param>
    public sealed record Attempt(int RequestNumber, int Number, AttemptState State, string? Note) : LedgerEntry;

    /// <summary>Passages go to a reader on another machine.</summary>
    /// <param name="Identity">Who reads.</param>
    /// <param name="Operator">Who runs it, by its host name or as the user stated.</param>
    /// <param name="Zone">Where it is processed, as the user stated, else <c>not stated</c>.</param>
    /// <param name="Retention">What is known of retention.</param>
    /// <param name="Terms">The terms as entered by the user, or null.</param>
    public sealed record Reader(ReaderIdentity Identity, string Operator, string Zone, string Retention, string? Terms) : LedgerEntry;

    /// <summary>What requests to a reader carry around their passages: the question, the reader's instructions, JSON.</summary>
    /// <param name="Sha256">Hash of those bytes, the passages cut out.</param>
    /// <param name="Bytes">How many.</param>
    public sealed record Envelope(string Sha256, int Bytes) : LedgerEntry;

    /// <summary>A passage was sent to a reader on another machine. Written before it is sent: after a crash the ledger holds a row too many, never one too few.</summary>
    /// <param name="Body">Number of the request body in this ledger, from 1; several passages in one body have one number, the same body sent again another.</param>
    /// <param name="BodySha256">Hash of that body.</param>
    /// <param name="BodyBytes">Its length.</param>
    /// <param name="Offset">First byte of the passage in it.</param>
    /// <param name="Length">Bytes of the passage in it.</param>
    /// <param name="Document">The document.</param>
    /// <param name="DocumentSha256">Hash of its original bytes.</param>
    /// <param name="Start">First unit in its text, inclusive.</param>
    /// <param name="End">Last unit, exclusive.</param>
    /// <param name="Sha256">Hash of the passage's text in UTF-8.</param>
    /// <param name="EnvelopeSha256">Hash of the rest of the body: the <see cref="Envelope"/> row's.</param>
    public sealed record Passage(int Body, string BodySha256, int BodyBytes, int Offset, int Length, string Document, string DocumentSha256, int Start, int End, string Sha256, string EnvelopeSha256) : LedgerEntry;
}

/// <summary>How document text stands in a request.</summary>
public enum BodyForm
{
    /// <summary>Escaped inside JSON strings (RFC 8259, section 7).</summary>
    Json,

    /// <summary>As it is, UTF-8: the request as text for a chat window.</summary>
    Text,
}

/// <summary>How far an attempt got.</summary>
public enum AttemptState
{
    /// <summary>It is about to be sent. Without a later row of the same attempt its outcome is unknown.</summary>
    Begun,

    /// <summary>It was sent, and the other side answered something.</summary>
    Sent,

    /// <summary>Whether it arrived cannot be known.</summary>
    OutcomeUnknown,

    /// <summary>No connection was made: nothing was sent.</summary>
    NotSent,

    /// <summary>A person carried it. The destination is as the person stated, not observed.</summary>
    HandCarried,
}
