using HandlebarsDotNet;

namespace HwModel.Reports.Rendering;

/// <summary>The page's text templates and style sheet, which are resources of this assembly.</summary>
internal sealed class Templates
{
    private readonly IHandlebars _handlebars = Handlebars.Create(new HandlebarsConfiguration { TextEncoder = new HtmlText() });
    private readonly Dictionary<string, HandlebarsTemplate<object, object>> _compiled = [];

    /// <summary>Fills a template; {{x}} is escaped, {{{x}}} is HTML that was made by another template.</summary>
    public string Fill(string name, object model)
    {
        if (!_compiled.TryGetValue(name, out HandlebarsTemplate<object, object>? template))
            _compiled[name] = template = _handlebars.Compile(Resource($"{name}.hbs"));
        return template(model);
    }

    /// <summary>The text of an embedded resource.</summary>
    public static string Resource(string name)
    {
        using Stream stream = typeof(Templates).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly carries no resource named {name}.");
        return new StreamReader(stream).ReadToEnd();
    }
}
