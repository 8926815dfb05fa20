using System.Reflection;
Console.WriteLine("lector " + Assembly.GetExecutingAssembly().GetName().Version);
