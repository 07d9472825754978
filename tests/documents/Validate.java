import java.io.FileInputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Judges PDFs by veraPDF's rules: FLAVOUR FILE... (3b, ua1); exit status 1 where one fails. See script/validate. */
public class Validate {
    public static void main(String[] words) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(words[0]);
        boolean passed = true;
        for (int i = 1; i < words.length; i++) {
            try (PDFAParser parser =
                    Foundries.defaultInstance().createParser(new FileInputStream(words[i]), flavour)) {
                ValidationResult result =
                        Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                System.out.printf("%s  %s  %s, %d checks%n", result.isCompliant() ? "passed" : "FAILED",
                        words[0], words[i], result.getTotalAssertions());
                passed &= result.isCompliant();
                tell(result);
            }
        }
        System.exit(passed ? 0 : 1);
    }

    private static void tell(ValidationResult result) {
        TreeMap<String, String> broken = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                broken.putIfAbsent(
                        assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber(),
                        assertion.getMessage() + " @ " + assertion.getLocation().getContext());
            }
        }
        broken.forEach((rule, message) -> System.out.println("  " + rule + ": " + message));
    }
}
