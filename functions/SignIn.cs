namespace Lector.Functions;

/// <summary>Who stands at the door of the page and the API.</summary>
public enum SignIn
{
    /// <summary>Only requests with a function key are served, under <c>/keyed</c>.</summary>
    Key,

    /// <summary>The platform's sign-in with Entra ID stands in front.</summary>
    Entra,

    /// <summary>Nobody; on a developer's machine only.</summary>
    None,
}
