import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.rdf4j.federated.FedXConfig;
import org.eclipse.rdf4j.federated.FedXFactory;
import org.eclipse.rdf4j.query.resultio.sparqljson.SPARQLResultsJSONWriter;

/** MEMBER…: reads the path of a SELECT, a line each, asks FedX over the members; says after how many nanoseconds the answer lies beside. */
public class Federated {
    static final int MOST_SECONDS = 300;

    public static void main(String[] members) throws IOException {
        var config = new FedXConfig().withEnforceMaxQueryTime(MOST_SECONDS);
        var repository = FedXFactory.newFederation().withSparqlEndpoints(List.of(members)).withConfig(config).create();
        var lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; ) {
            String query = Files.readString(Path.of(line));
            var out = new ByteArrayOutputStream();
            try (var connection = repository.getConnection()) {
                long began = System.nanoTime();
                connection.prepareTupleQuery(query).evaluate(new SPARQLResultsJSONWriter(out));
                long took = System.nanoTime() - began;
                Files.write(Path.of(line + ".answer"), out.toByteArray());
                System.out.println(took);
            } catch (RuntimeException fault) {
                System.out.println(fault.toString().replace('\n', ' '));
            }
        }
        repository.shutDown();
    }
}
