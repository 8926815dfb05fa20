using Lector.Core;

namespace Lector.Local.Folders;

/// <summary>Where Lector keeps what belongs to this user, by the customs of the operating system.</summary>
internal static class UserFolders
{
    /// <summary>Runs and caches: <c>$XDG_DATA_HOME/lector</c> or <c>~/.local/share/lector</c>; <c>~/Library/Application Support/lector</c>; <c>%LOCALAPPDATA%\lector</c>.</summary>
    /// <exception cref="UserErrorException">The user has no home folder.</exception>
    public static string Data
    {
        get
        {
            var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return data.Length > 0 ? Path.Combine(data, "lector") : throw new UserErrorException("This account has no home folder for Lector's runs. Choose a folder with --out.");
        }
    }

    /// <summary>Models that the user had fetched.</summary>
    public static string Models => Path.Combine(Data, "models");
}
