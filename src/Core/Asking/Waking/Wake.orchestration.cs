namespace Lector.Core.Asking.Waking;

/// <summary>The flows that start asks: each is one step, whose instance's id keeps it from running twice.</summary>
public static class WakeOrchestration
{
    /// <summary>Begins a person's ask.</summary>
    public static Task<Begun> RunTake(IHistory history, BeginRef ask) => history.Call(WakeSteps.Begin, ask);

    /// <summary>Looks at a matter whose documents changed.</summary>
    public static Task<Woken> RunWake(IHistory history, WakeRef wake) => history.Call(WakeSteps.LookAround, wake);
}
