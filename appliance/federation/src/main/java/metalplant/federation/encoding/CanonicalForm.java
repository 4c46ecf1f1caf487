package metalplant.federation.encoding;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.SortedTree;

/**
 * The bytes of a record: its components in the order of their declaration, nothing between them and no names. Equal records have
 * equal bytes and different records different ones, so that a signature over the bytes is one over the record.
 *
 * <p>Known are {@code boolean int long}, text, {@link Bytes}, {@link UUID}, {@link BigInteger} (not negative), enums (by name),
 * {@link List}, {@link Optional}, {@link SortedTree}, records of these, and sealed interfaces of records that carry a
 * {@link Kind}. An alternative is written as its number and its length, so that a reader who does not know the number can still
 * read what stands in front of it. Components never change once released: a new shape is a new kind.
 *
 * @see "docs/adr/0011: why not protobuf or CBOR"
 */
public final class CanonicalForm {
    private static final ClassValue<Form> FORMS = new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
            return formOfClass(type);
        }
    };

    /** How values of one type are written and read. */
    private interface Form {
        void write(Object value, ByteSink out);

        Object read(ByteSource in);
    }

    private CanonicalForm() {}

    /**
     * The bytes of this record.
     *
     * @throws Malformed if a part of it is above {@link Limits}
     */
    public static byte[] encode(Record value) {
        var out = new ByteSink();
        FORMS.get(value.getClass()).write(value, out);
        return out.toArray();
    }

    /** The bytes of an alternative of a sealed interface. */
    public static byte[] encode(Class<?> sealed, Object value) {
        var out = new ByteSink();
        FORMS.get(sealed).write(value, out);
        return out.toArray();
    }

    /**
     * The record that has exactly these bytes.
     *
     * @throws Malformed if there is none
     * @throws UnknownKind if it contains a kind from the future
     */
    public static <T> T decode(Class<T> type, byte[] bytes) {
        var in = new ByteSource(bytes);
        var value = type.cast(FORMS.get(type).read(in));
        in.end();
        return value;
    }

    private static Form formOf(Type type) {
        if (type instanceof Class<?> plain) {
            // Looked up when used: a record may contain itself through a list.
            return late(plain);
        }
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return listForm(formOf(arguments[0]));
            }
            if (generic.getRawType() == Optional.class) {
                return optionalForm(formOf(arguments[0]));
            }
            if (generic.getRawType() == SortedTree.class) {
                return treeForm(formOf(arguments[0]), formOf(arguments[1]));
            }
        }
        throw new IllegalArgumentException("no canonical form for " + type.getTypeName());
    }

    private static Form late(Class<?> type) {
        return new Form() {
            @Override
            public void write(Object value, ByteSink out) {
                FORMS.get(type).write(value, out);
            }

            @Override
            public Object read(ByteSource in) {
                return FORMS.get(type).read(in);
            }
        };
    }

    private static Form formOfClass(Class<?> type) {
        if (type == boolean.class) {
            return form((value, out) -> out.u8((Boolean) value ? 1 : 0), ByteSource::bool);
        }
        if (type == int.class) {
            return form((value, out) -> out.u32((Integer) value), ByteSource::u32);
        }
        if (type == long.class || type == Long.class) {
            return form((value, out) -> out.i64((Long) value), ByteSource::i64);
        }
        if (type == String.class) {
            return form((value, out) -> out.text((String) value), ByteSource::text);
        }
        if (type == Bytes.class) {
            return form(
                    (value, out) -> out.bytes(((Bytes) value).toArray(), Limits.BYTES_MAX),
                    in -> Bytes.of(in.bytes(Limits.BYTES_MAX)));
        }
        if (type == BigInteger.class) {
            return form((value, out) -> out.number((BigInteger) value), ByteSource::number);
        }
        if (type == UUID.class) {
            return form(CanonicalForm::writeUuid, in -> new UUID(in.i64(), in.i64()));
        }
        if (type.isEnum()) {
            return enumForm(type);
        }
        if (type.isRecord()) {
            return new RecordForm(type);
        }
        if (type.isSealed()) {
            return new SealedForm(type);
        }
        throw new IllegalArgumentException("no canonical form for " + type.getName());
    }

    private static void writeUuid(Object value, ByteSink out) {
        var uuid = (UUID) value;
        out.i64(uuid.getMostSignificantBits());
        out.i64(uuid.getLeastSignificantBits());
    }

    private interface Writer {
        void write(Object value, ByteSink out);
    }

    private interface Reader {
        Object read(ByteSource in);
    }

    private static Form form(Writer writer, Reader reader) {
        return new Form() {
            @Override
            public void write(Object value, ByteSink out) {
                writer.write(value, out);
            }

            @Override
            public Object read(ByteSource in) {
                return reader.read(in);
            }
        };
    }

    private static Form enumForm(Class<?> type) {
        var byName = new HashMap<String, Object>();
        for (var constant : type.getEnumConstants()) {
            byName.put(((Enum<?>) constant).name(), constant);
        }
        return form((value, out) -> out.text(((Enum<?>) value).name()), in -> {
            var found = byName.get(in.text());
            if (found == null) {
                throw new Malformed("no such " + type.getSimpleName());
            }
            return found;
        });
    }

    private static Form listForm(Form element) {
        return form(
                (value, out) -> {
                    var list = (List<?>) value;
                    if (list.size() > Limits.LIST_MAX) {
                        throw new Malformed("a list of more than %d elements".formatted(Limits.LIST_MAX));
                    }
                    out.count(list.size());
                    list.forEach(each -> element.write(each, out));
                },
                in -> {
                    int count = in.count();
                    var list = new ArrayList<Object>();
                    for (int i = 0; i < count; i++) {
                        list.add(element.read(in));
                    }
                    return List.copyOf(list);
                });
    }

    private static Form optionalForm(Form content) {
        return form(
                (value, out) -> {
                    var optional = (Optional<?>) value;
                    out.u8(optional.isPresent() ? 1 : 0);
                    optional.ifPresent(each -> content.write(each, out));
                },
                in -> in.bool() ? Optional.of(content.read(in)) : Optional.empty());
    }

    /** Trees are states, which are hashed and never sent: they are not read. */
    private static Form treeForm(Form key, Form element) {
        return form(
                (value, out) -> {
                    var pairs = ((SortedTree<?, ?>) value).pairs();
                    out.count(pairs.size());
                    pairs.forEach(pair -> {
                        key.write(pair.key(), out);
                        element.write(pair.value(), out);
                    });
                },
                _ -> {
                    throw new Malformed("a state is not read from bytes");
                });
    }

    private static final class RecordForm implements Form {
        private final Constructor<?> constructor;
        private final List<Method> accessors = new ArrayList<>();
        private final List<Form> forms = new ArrayList<>();

        RecordForm(Class<?> type) {
            var components = type.getRecordComponents();
            var types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                var accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                accessors.add(accessor);
                forms.add(formOf(components[i].getGenericType()));
            }
            try {
                constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("every record has its canonical constructor", e);
            }
        }

        @Override
        public void write(Object value, ByteSink out) {
            for (int i = 0; i < forms.size(); i++) {
                try {
                    forms.get(i).write(accessors.get(i).invoke(value), out);
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException("accessors of records do not fail", e);
                }
            }
        }

        @Override
        public Object read(ByteSource in) {
            var parts = new Object[forms.size()];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = forms.get(i).read(in);
            }
            try {
                return constructor.newInstance(parts);
            } catch (InvocationTargetException e) {
                throw new Malformed("a %s that cannot be: %s"
                        .formatted(
                                constructor.getDeclaringClass().getSimpleName(),
                                e.getTargetException().getMessage()));
            } catch (InstantiationException | IllegalAccessException e) {
                throw new IllegalStateException("records can be made", e);
            }
        }
    }

    private static final class SealedForm implements Form {
        private final Map<Integer, Class<?>> byNumber = new HashMap<>();

        SealedForm(Class<?> type) {
            collect(type);
        }

        private void collect(Class<?> type) {
            for (var alternative : type.getPermittedSubclasses()) {
                if (alternative.isSealed()) {
                    collect(alternative);
                } else if (byNumber.put(kind(alternative).value(), alternative) != null) {
                    throw new IllegalStateException("two kinds with the number of " + alternative.getSimpleName());
                }
            }
        }

        @Override
        public void write(Object value, ByteSink out) {
            var inner = new ByteSink();
            FORMS.get(value.getClass()).write(value, inner);
            out.u16(kind(value.getClass()).value());
            out.bytes(inner.toArray(), Limits.ENTRY_BYTES_MAX);
        }

        @Override
        public Object read(ByteSource in) {
            int number = in.u16();
            var part = in.part(Limits.ENTRY_BYTES_MAX);
            var type = byNumber.get(number);
            if (type == null) {
                throw new UnknownKind(number);
            }
            var value = FORMS.get(type).read(part);
            part.end();
            return value;
        }
    }

    private static Kind kind(Class<?> alternative) {
        var kind = alternative.getAnnotation(Kind.class);
        if (kind == null) {
            throw new IllegalStateException(alternative.getSimpleName() + " has no kind");
        }
        return kind;
    }

    /** Schema level from which on this alternative may be written. */
    public static int levelOf(Object alternative) {
        return kind(alternative.getClass()).level();
    }
}
