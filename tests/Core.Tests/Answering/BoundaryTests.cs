using System.Reflection;
using Lector.Core.Answering;
using Lector.Core.Documents;
using Lector.Core.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Lector.Core.Tests.Answering;

/// <summary>The promises that are kept by types: compiled from outside Core, as a host would.</summary>
public class BoundaryTests
{
    private const string Frame = """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using Lector.Core.Answering;
        using Lector.Core.Documents;
        using Lector.Core.Ledgers;
        using Lector.Core.Reading;
        static class Host
        {
            static object Try(StoredText stored, VerifiedSpan span, EvidenceItem item, EvidencePack pack, FrontierRequest request, string text, Verdict verdict)
            {
                BODY
            }
        }
        TYPES
        """;

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => path.EndsWith(".dll", StringComparison.Ordinal))
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "Lector.Core.dll"))
            .Select(path => MetadataReference.CreateFromFile(path))];

    [Fact]
    public void The_way_that_is_meant_compiles()
    {
        Assert.Empty(Errors("""
            var opened = StoredText.Open("a.txt", "00", new byte[] { 1 }, "00");
            var cut = VerifiedSpan.Cut(opened, 0, 1, DisclosurePolicy.Everything)!;
            var evidence = new EvidencePack(new[] { new EvidenceItem(1, cut, DocumentFields.None, null, 0.5) }, 0, 1700);
            return Prompt.Build(text, evidence, new AnswerOptions { Model = "m" });
            """));
        Assert.Empty(Errors("return item with { Number = 2 };"));
        Assert.Empty(Errors("return new Verdict(0.5f, 10, FullReading.Unproven, UnreadCause.None);"));
    }

    [Theory]
    [InlineData("return new VerifiedSpan(stored, 0, 1);", "CS1729", "a span is cut, not made")]
    [InlineData("return new VerifiedSpan();", "CS1729", "nor made empty")]
    [InlineData("return new VerifiedSpan { Text = text };", "CS1729 CS0200", "nor filled afterwards")]
    [InlineData("span.Text = text; return span;", "CS0200", "its text stays")]
    [InlineData("return span with { };", "CS8858", "it is not copied with changes")]
    [InlineData("return VerifiedSpan.Cut(text, 0, 1, DisclosurePolicy.Everything);", "CS1503", "it is not cut from a string")]
    [InlineData("return VerifiedSpan.Cut(new DocumentText(text), 0, 1, DisclosurePolicy.Everything);", "CS1503", "nor from text that was not stored")]
    [InlineData("return VerifiedSpan.Cut(stored, 0, 1);", "CS7036", "nor without a policy")]
    [InlineData("return (VerifiedSpan)text;", "CS0030", "a string does not become one")]
    [InlineData("return new StoredText(text, text, text);", "CS1729", "stored text comes out of the store")]
    [InlineData("return StoredText.Open(\"a\", \"b\", text, \"c\");", "CS1503", "as bytes, which are hashed")]
    [InlineData("stored.Text = text; return stored;", "CS0200", "it stays as it was")]
    [InlineData("return stored with { };", "CS8858", "it is not copied with changes")]
    [InlineData("return new EvidenceItem(1, text, DocumentFields.None, null, 0);", "CS1503", "evidence is a span")]
    [InlineData("return item with { Span = text };", "CS0029", "and stays one")]
    [InlineData("return new EvidencePack(new[] { text }, 0, 0);", "CS1503", "a pack holds evidence")]
    [InlineData("return new FrontierRequest(new byte[1], new DisclosedPart[0], text);", "CS1729", "a request is built by Prompt")]
    [InlineData("request.Body = new byte[1]; return request;", "CS0200", "its bytes stay")]
    [InlineData("return request with { };", "CS8858", "it is not copied with changes")]
    [InlineData("return Prompt.Build(text, text, new AnswerOptions());", "CS1503", "from a pack only")]
    [InlineData("return new PromptSegment();", "CS0122", "its pieces are Core's own")]
    [InlineData("return request.Segments;", "CS1061", "and not to be had")]
    [InlineData("return new Verdict(text, 0, FullReading.Unproven, UnreadCause.None);", "CS1503", "a reader's score is a number")]
    [InlineData("return verdict with { Cause = text };", "CS0029", "its cause is one of a list")]
    [InlineData("return new Embedding(text, 0, FullReading.Unproven, UnreadCause.None);", "CS1503", "a vector is numbers")]
    public void Is_refused_by_the_compiler(string body, string code, string reason)
    {
        var errors = string.Join(' ', Errors(body));
        Assert.True(errors == code, $"{reason}: {errors}");
    }

    [Theory]
    [InlineData("class Own : VerifiedSpan { }", "CS0509", "a span cannot be derived from")]
    [InlineData("class Own : StoredText { }", "CS0509", "nor stored text")]
    [InlineData("class Own : FrontierRequest { }", "CS0509", "nor a request")]
    [InlineData("record Own(int Number, VerifiedSpan Span, DocumentFields Fields, string Part, double Score) : EvidenceItem(Number, Span, Fields, Part, Score);", "CS0509", "nor evidence")]
    [InlineData("record Own : EvidencePack { }", "CS0509", "nor a pack")]
    [InlineData("record struct Own : Verdict { }", "CS0527", "nor a verdict")]
    [InlineData("record Own : FrontierReply { }", "CS7036", "the replies are a closed family")]
    [InlineData("record Own : ReplyReading { }", "CS7036", "so are readings")]
    [InlineData("record Own : CitationResult { }", "CS7036", "and results of the check")]
    [InlineData("""
        class Own : IReader
        {
            public ReaderIdentity Identity => null!;
            public Task<IReadOnlyList<string>> Read(string question, IReadOnlyList<PassageInContext> passages, CancellationToken cancel) => null!;
        }
        """, "CS0738", "a reader cannot answer in words")]
    public void Types_are_refused_by_the_compiler(string types, string code, string reason)
    {
        var errors = string.Join(' ', Errors("return text;", types));
        Assert.True(errors.Contains(code), $"{reason}: {errors}");
    }

    [Fact]
    public void What_a_reader_returns_holds_no_string()
    {
        foreach (var returned in new[] { typeof(IReader), typeof(IEmbedder) }.SelectMany(port => port.GetMethods()).Where(method => !method.IsSpecialName).Select(method => method.ReturnType))
            Assert.DoesNotContain(Held(returned), type => type == typeof(string) || type == typeof(object) || type == typeof(char));
        Assert.Contains(typeof(float), Held(typeof(Verdict)));
        Assert.Contains(typeof(float), Held(typeof(Embedding)));
    }

    [Fact]
    public void Text_enters_a_request_by_one_door()
    {
        var made = typeof(Prompt).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .OfType<MethodBase>()
            .Where(method => Product(method) is { } product && (product == typeof(FrontierRequest) || product == typeof(VerifiedSpan) || (product == typeof(StoredText) && method.GetParameters().Any(TakesText))))
            .Where(method => !method.IsSpecialName || method is ConstructorInfo)
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})")
            .Order();
        Assert.Equal(
            [
                "Prompt.Build(String, EvidencePack, AnswerOptions)",
                "StoredText.Open(String, String, ReadOnlySpan`1, String)",
                "VerifiedSpan.Cut(StoredText, Int32, Int32, DisclosurePolicy)",
            ], made);

        // What opens stored text by its entry in a run is bound to Open, which is listed here.
        static bool TakesText(ParameterInfo parameter) =>
            parameter.ParameterType is var type && (type == typeof(string) || type == typeof(DocumentText) || type.IsAssignableTo(typeof(Stream)) || Held(type).Overlaps([typeof(char), typeof(byte)]) && type.Assembly == typeof(string).Assembly);
        static Type? Product(MethodBase method) => method is ConstructorInfo ? method.DeclaringType : Task((method as MethodInfo)?.ReturnType);
        static Type? Task(Type? type) => type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Task<>) ? type.GetGenericArguments()[0] : type;
    }

    private static IEnumerable<string> Errors(string body, string types = "")
    {
        var source = Frame.Replace("BODY", body).Replace("TYPES", types);
        var compilation = CSharpCompilation.Create(
            "Outside", [CSharpSyntaxTree.ParseText(source)], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id);
    }

    /// <summary>A type and the types of everything in it, through lists, tasks, nullables and records.</summary>
    private static HashSet<Type> Held(Type type)
    {
        var held = new HashSet<Type>();
        var open = new Stack<Type>([type]);
        while (open.TryPop(out var next))
        {
            if (!held.Add(next) || next.IsPrimitive || next.IsEnum)
                continue;
            if (next.IsArray)
                open.Push(next.GetElementType()!);
            foreach (var argument in next.GetGenericArguments())
                open.Push(argument);
            if (next.Assembly == typeof(Verdict).Assembly)
                foreach (var field in next.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
                    open.Push(field.FieldType);
        }

        return held;
    }
}
