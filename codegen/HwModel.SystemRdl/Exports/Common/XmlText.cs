using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace HwModel.SystemRdl.Exports.Common;

/// <summary>XML documents as text with line feeds, and texts that XML can carry.</summary>
internal static class XmlText
{
    public static string Write(XDocument document)
    {
        var settings = new XmlWriterSettings { Indent = true, IndentChars = "  ", NewLineChars = "\n", OmitXmlDeclaration = true, Encoding = Encoding.UTF8 };
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        using (XmlWriter writer = XmlWriter.Create(text, settings)) document.Save(writer);
        return text.Append('\n').ToString();
    }

    /// <summary>The text without characters that XML 1.0 forbids.</summary>
    public static string Safe(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
            {
                result.Append(text[i]);
            }
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                result.Append(text[i]).Append(text[i + 1]);
                i++;
            }
        }
        return result.ToString();
    }
}
