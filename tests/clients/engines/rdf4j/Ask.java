import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.rdf4j.federated.FedXFactory;
import org.eclipse.rdf4j.query.BooleanQuery;
import org.eclipse.rdf4j.query.GraphQuery;
import org.eclipse.rdf4j.query.Query;
import org.eclipse.rdf4j.query.TupleQuery;
import org.eclipse.rdf4j.query.resultio.sparqljson.SPARQLResultsJSONWriter;
import org.eclipse.rdf4j.repository.Repository;
import org.eclipse.rdf4j.repository.sail.SailRepository;
import org.eclipse.rdf4j.rio.ntriples.NTriplesWriter;
import org.eclipse.rdf4j.sail.memory.MemoryStore;

/** FOLDER MEMBER…: asks service/*.rq of an empty store, federation/*.rq of FedX over the members; answers lie beside. */
public class Ask {
    public static void main(String[] told) throws IOException {
        Path folder = Path.of(told[0]);
        all(new SailRepository(new MemoryStore()), folder.resolve("service"));
        all(FedXFactory.createSparqlFederation(List.of(told).subList(1, told.length)), folder.resolve("federation"));
    }

    static void all(Repository repository, Path folder) throws IOException {
        try (var connection = repository.getConnection(); var queries = Files.newDirectoryStream(folder, "*.rq")) {
            for (Path query : queries) {
                String name = query.getFileName().toString().replace(".rq", "");
                try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".answer"))) {
                    answer(connection.prepareQuery(Files.readString(query)), out);
                }
            }
        } finally {
            repository.shutDown();
        }
    }

    static void answer(Query query, OutputStream out) throws IOException {
        if (query instanceof TupleQuery rows) {
            rows.evaluate(new SPARQLResultsJSONWriter(out));
        } else if (query instanceof GraphQuery graph) {
            graph.evaluate(new NTriplesWriter(out));
        } else {
            out.write(("{\"head\": {}, \"boolean\": " + ((BooleanQuery) query).evaluate() + "}").getBytes());
        }
    }
}
